using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AppHost.Supervision;

/// <summary>Lets an operator take a service out of use without losing a word.</summary>
internal static class DrainCommand
{
    /// <summary>
    /// Adds a command that ends the service as a deployment does: new calls are refused, long streams are told where to
    /// resume, calls in flight finish. Aspire's start command brings it back.
    /// </summary>
    public static IResourceBuilder<T> WithDrainCommand<T>(this IResourceBuilder<T> builder) where T : IResource =>
        builder.WithCommand("drain", "Drain", ExecuteAsync, new CommandOptions
        {
            Description =
                "Refuses new calls, tells long streams where to resume, lets calls in flight finish, and ends. " +
                "Start brings it back.",
            ConfirmationMessage = "Devices on this service resume elsewhere, or when it is started again. Go on?",
            IconName = "ArrowExit",
            UpdateState = context => context.ResourceSnapshot.State?.Text != KnownResourceStates.Running
                || OperatingSystem.IsWindows() ? ResourceCommandState.Disabled : ResourceCommandState.Enabled,
        });

    private static async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        if (!notifications.TryGetCurrentState(context.ResourceName, out var current)
            || ResourceProcess.IdOf(current.Snapshot) is not { } processId)
            return CommandResults.Failure($"{context.ResourceName} does not run");
        var started = Stopwatch.GetTimestamp();
        ResourceProcess.Terminate(processId);
        var ended = await notifications.WaitForResourceAsync(
            current.Resource.Name,
            change => change.ResourceId == context.ResourceName
                && KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text),
            context.CancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return ended.Snapshot.ExitCode is 0
            ? CommandResults.Success($"{context.ResourceName} drained in {seconds} s")
            : CommandResults.Failure(
                $"{context.ResourceName} ended with exit code {ended.Snapshot.ExitCode} after {seconds} s");
    }
}
