using Amazon;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.AWS.CloudFormation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.AWS.Internal;

/// <summary>Reads a stack's outputs beside the start of everything else, and shows on the dashboard how that
/// went.</summary>
internal static partial class StackReading
{
    public static void Begin(
        CloudFormationStackResource stack, IServiceProvider services, CancellationToken cancellationToken)
    {
        var read = stack.ProvisioningTaskCompletionSource =
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(() => ReadAsync(stack, read, services, cancellationToken), cancellationToken);
    }

    private static async Task ReadAsync(
        CloudFormationStackResource stack,
        TaskCompletionSource read,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        var states = services.GetRequiredService<ResourceNotificationService>();
        var log = services.GetRequiredService<ResourceLoggerService>().GetLogger(stack);
        try
        {
            await ShowAsync("Starting", KnownResourceStateStyles.Info).ConfigureAwait(false);
            using var client = new StackClient(ConfigOf(stack));
            stack.Outputs = await client.DescribeAsync(stack.StackName, cancellationToken).ConfigureAwait(false);
            foreach (var (name, value) in stack.Outputs)
                LogOutput(log, name, value);
            await ShowAsync("Running", KnownResourceStateStyles.Success).ConfigureAwait(false);
            read.TrySetResult();
        }
        catch (Exception e)
        {
            LogFailure(log, e, stack.Name);
            await ShowAsync("Failed to Provision", KnownResourceStateStyles.Error).ConfigureAwait(false);
            read.TrySetException(e);
            // Nobody need be waiting.
            _ = read.Task.Exception;
        }

        Task ShowAsync(string state, string style) => states.PublishUpdateAsync(
            stack, shown => shown with { State = new ResourceStateSnapshot(state, style) });
    }

    private static StackClientConfig ConfigOf(CloudFormationStackResource stack)
    {
        var config = new StackClientConfig();
        if (stack.AWSSDKConfig?.Region is { } region)
        {
            config.RegionEndpoint = region;
            // An endpoint of another name (AWS_ENDPOINT_URL_CLOUDFORMATION) does not tell it.
            config.AuthenticationRegion = region.SystemName;
        }
        if (stack.AWSSDKConfig?.Profile is { Length: > 0 } profile)
            config.Profile = new Profile(profile);
        return config;
    }

    [LoggerMessage(LogLevel.Information, "Output Name: {Name}, Value {Value}")]
    private static partial void LogOutput(ILogger log, string name, string value);

    [LoggerMessage(LogLevel.Error, "Error provisioning {ResourceName}")]
    private static partial void LogFailure(ILogger log, Exception error, string resourceName);
}
