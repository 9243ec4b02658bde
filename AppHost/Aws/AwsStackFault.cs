using Aspire.Hosting.AWS.CloudFormation;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.AppHost.Aws;

/// <summary>Tells where the AppHost was started why the stack on AWS cannot be read: else the dashboard alone
/// would.</summary>
internal sealed partial class AwsStackFault(
    ICloudFormationStackResource stack, ResourceNotificationService states, ILogger<AwsStackFault> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await states.WaitForResourceAsync(stack.Name,
            change => change.Snapshot.State?.Style is { } style
                && (style == KnownResourceStateStyles.Success || style == KnownResourceStateStyles.Error),
            stoppingToken);
        foreach (var output in (string[])[AwsStackOutputs.Bucket, AwsStackOutputs.TrainingRole])
        {
            try
            {
                await AwsStackOutputs.ReadAsync(new StackOutputReference(output, stack), stoppingToken);
            }
            catch (DistributedApplicationException fault)
            {
                NotRead(logger, fault.Message);
                return;
            }
        }
    }

    [LoggerMessage(EventName = "AwsStackFault", Level = LogLevel.Error, Message = "{Fault}")]
    private static partial void NotRead(ILogger logger, string fault);
}
