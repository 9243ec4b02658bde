using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.CloudFormation;

internal sealed class CloudFormationStackResource(string name, string stackName)
    : Resource(name), ICloudFormationStackResource
{
    public string StackName => stackName;

    public IAWSSDKConfig? AWSSDKConfig { get; set; }

    public TaskCompletionSource? ProvisioningTaskCompletionSource { get; set; }

    /// <summary>By name; null: not read yet.</summary>
    public IReadOnlyDictionary<string, string>? Outputs { get; set; }
}
