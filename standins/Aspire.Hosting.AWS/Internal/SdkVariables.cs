namespace Aspire.Hosting.AWS.Internal;

/// <summary>Names under which clients look for profile and region.</summary>
internal static class SdkVariables
{
    public static void Tell(IDictionary<string, object> variables, IAWSSDKConfig config)
    {
        // The first of each pair is for AWSSDK.Extensions.NETCore.Setup, the other for clients made without it.
        if (!string.IsNullOrEmpty(config.Profile))
            variables["AWS__Profile"] = variables["AWS_PROFILE"] = config.Profile;
        if (config.Region is { } region)
            variables["AWS__Region"] = variables["AWS_REGION"] = region.SystemName;
    }
}
