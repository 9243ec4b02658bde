using Kws.Storage;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>The object store as SageMaker sees it.</summary>
internal sealed class S3Addresses(IOptions<SageMakerOptions> options, IOptions<ObjectStoreOptions> storage)
{
    /// <summary>"s3://bucket/prefix"; null: the store is no bucket that is known.</summary>
    public string? Root
    {
        get
        {
            var (bucket, prefix) = options.Value.Bucket.Length > 0
                ? (options.Value.Bucket, options.Value.Prefix)
                : (storage.Value.S3?.Bucket ?? "", storage.Value.S3?.Prefix ?? "");
            return bucket.Length == 0 ? null : prefix.Length == 0 ? $"s3://{bucket}" : $"s3://{bucket}/{prefix}";
        }
    }

    /// <summary>The address of a key, or of all keys that begin so.</summary>
    public string Of(string key) => $"{Root}/{key}";

    /// <summary>The key of an address; null: it is not in the store.</summary>
    public ObjectKey? KeyOf(string address)
    {
        var key = address.StartsWith($"{Root}/", StringComparison.Ordinal) ? address[$"{Root}/".Length..] : "";
        return key.Split('/').All(ObjectKey.IsSegment) ? new ObjectKey(key) : null;
    }
}
