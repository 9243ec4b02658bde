using Aspire.Hosting.AWS.CloudFormation;

namespace Kws.AppHost.Aws;

/// <summary>The outputs of the stack <c>kws-mesh</c> of <c>deploy/aws</c>.</summary>
internal static class AwsStackOutputs
{
    public const string Bucket = "Bucket";
    public const string TrainingRole = "TrainingRole";
    public const string TrainerImage = "TrainerImage";

    /// <summary>Waits until the stack has been read.</summary>
    /// <exception cref="DistributedApplicationException">It could not be, or has no such output; stack and region are
    /// named.</exception>
    public static async Task<string> ReadAsync(StackOutputReference output, CancellationToken cancellationToken)
    {
        try
        {
            return await output.GetValueAsync(cancellationToken) ?? "";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new DistributedApplicationException(
                $"output {output.Name} of the stack '{output.Resource.StackName}' (Aws:Stack) in the region " +
                $"'{RegionOf(output.Resource)}' (Aws:Region) cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Where the stack is.</summary>
    public static string RegionOf(ICloudFormationResource stack) => stack.AWSSDKConfig!.Region!.SystemName;
}
