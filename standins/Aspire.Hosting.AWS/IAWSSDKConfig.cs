using Amazon;

namespace Aspire.Hosting.AWS;

/// <summary>The profile and the region that clients of AWS take.</summary>
public interface IAWSSDKConfig
{
    /// <summary>A profile of this machine's user; null: the SDK's usual chain.</summary>
    string? Profile { get; set; }

    /// <summary>Null: the profile's.</summary>
    RegionEndpoint? Region { get; set; }
}

internal sealed class AWSSDKConfig : IAWSSDKConfig
{
    public string? Profile { get; set; }

    public RegionEndpoint? Region { get; set; }
}
