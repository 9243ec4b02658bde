namespace Kws.Storage;

/// <summary>An S3 bucket, at AWS or at any endpoint that speaks its protocol.</summary>
public sealed record S3ObjectStoreOptions
{
    /// <summary>Required.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>Before every key, such as "kws/prod"; empty: none.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>AWS region, or the name that the endpoint signs with. Default "us-east-1".</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Absolute http or https address of another endpoint; null: AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null: AWS's own chain (environment, profile, role of the machine).</summary>
    public string? AccessKey { get; init; }

    /// <summary>With <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Every fault, naming field, value and limit; secrets are not told.</summary>
    public IEnumerable<string> Faults()
    {
        if (Bucket.Length is < 3 or > 63)
            yield return $"Bucket is '{Bucket}'; allowed: 3 to 63 characters";
        if (Prefix.Length > 0 && !Prefix.Split('/').All(ObjectKey.IsSegment))
            yield return $"Prefix is '{Prefix}'; allowed: an object key, without '/' at its ends";
        if (Endpoint is not null && (!Endpoint.IsAbsoluteUri || Endpoint.Scheme is not ("http" or "https")))
            yield return $"Endpoint is '{Endpoint}'; allowed: an absolute http or https address";
        if ((AccessKey is null) != (SecretKey is null))
            yield return "AccessKey and SecretKey: one is set and the other is not; allowed: both or neither";
    }
}
