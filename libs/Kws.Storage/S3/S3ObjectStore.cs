using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Kws.Storage;

/// <summary>Objects in an S3 bucket. S3 itself makes an object appear whole or not at all.</summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly AmazonS3Client _client;
    private readonly S3ObjectStoreOptions _options;
    private readonly string _prefix;

    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public S3ObjectStore(S3ObjectStoreOptions options)
    {
        var faults = options.Faults().ToList();
        if (faults.Count > 0)
            throw new ArgumentException("S3 object store: " + string.Join("; ", faults), nameof(options));
        _options = options;
        _prefix = options.Prefix.Length == 0 ? "" : options.Prefix + "/";
        var config = S3ClientConfig.For(options);
        _client = options.AccessKey is null
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    public string Location => $"s3://{_options.Bucket}/{_options.Prefix}";

    public async Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken = default)
    {
        var seekable = await SeekableContent.OfAsync(content, cancellationToken).ConfigureAwait(false);
        await using (seekable.ConfigureAwait(false))
        {
            var request = new PutObjectRequest
            {
                BucketName = _options.Bucket,
                Key = _prefix + key.Value,
                InputStream = seekable.Stream,
                AutoCloseStream = false,
                AutoResetStreamPosition = false,
                // Signs the content itself instead of chunks of it, which other endpoints may not understand.
                UseChunkEncoding = false,
            };
            await GuardAsync($"store '{key}'", () => _client.PutObjectAsync(request, cancellationToken))
                .ConfigureAwait(false);
        }
    }

    public async Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            var response = await GuardAsync($"open '{key}'", () =>
                _client.GetObjectAsync(_options.Bucket, _prefix + key.Value, cancellationToken)).ConfigureAwait(false);
            return response.ResponseStream;
        }
        catch (ObjectStoreException e) when (IsNotFound(e))
        {
            throw new ObjectNotFoundException(key, Location, e.InnerException);
        }
    }

    public async Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            var response =
                await GuardAsync($"find '{key}'", () =>
                    _client.GetObjectMetadataAsync(_options.Bucket, _prefix + key.Value, cancellationToken))
                        .ConfigureAwait(false);
            return new StoredObject(key, response.ContentLength, AsOffset(response.LastModified));
        }
        catch (ObjectStoreException e) when (IsNotFound(e))
        {
            return null;
        }
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKey.CheckPrefix(prefix);
        var request = new ListObjectsV2Request { BucketName = _options.Bucket, Prefix = _prefix + prefix };
        do
        {
            var page = await GuardAsync("list it", () => _client.ListObjectsV2Async(request, cancellationToken))
                .ConfigureAwait(false);
            foreach (var entry in page.S3Objects ?? [])
            {
                var key = entry.Key[_prefix.Length..];
                // What others put here under keys that are none of ours is not ours to show.
                if (key.Split('/').All(ObjectKey.IsSegment))
                    yield return new StoredObject(new ObjectKey(key), entry.Size ?? 0, AsOffset(entry.LastModified));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        GuardAsync($"delete '{key}'", () =>
            _client.DeleteObjectAsync(_options.Bucket, _prefix + key.Value, cancellationToken));

    public void Dispose() => _client.Dispose();

    private static DateTimeOffset AsOffset(DateTime? time) =>
        time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.UnixEpoch;

    private static bool IsNotFound(ObjectStoreException e) =>
        e.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.NotFound } refused
            && refused.ErrorCode != "NoSuchBucket";

    private async Task<T> GuardAsync<T>(string action, Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is AmazonClientException or AmazonServiceException or HttpRequestException or IOException)
        {
            throw new ObjectStoreException(action, Location, e);
        }
    }
}
