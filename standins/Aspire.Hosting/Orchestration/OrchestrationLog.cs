using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

internal static partial class OrchestrationLog
{
    [LoggerMessage(1, LogLevel.Information, "{Resource}: {State}")]
    public static partial void StateChanged(ILogger logger, string resource, string state);

    [LoggerMessage(2, LogLevel.Error, "{Resource} failed to start: {Reason}")]
    public static partial void FailedToStart(ILogger logger, string resource, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Resource} ended with exit code {ExitCode}; it starts again in {Pause}. Its last lines:\n{LastLines}")]
    public static partial void Restarting(ILogger logger, string resource, int exitCode, TimeSpan pause, string lastLines);

    [LoggerMessage(4, LogLevel.Warning, "{Resource} did not end within {Grace} and was killed")]
    public static partial void Killed(ILogger logger, string resource, TimeSpan grace);

    [LoggerMessage(5, LogLevel.Warning, "The balancer on port {Port} could not accept a connection: {Reason}")]
    public static partial void BalancerAcceptFailed(ILogger logger, int port, string reason);

    [LoggerMessage(6, LogLevel.Warning, "The balancer on port {Port} closed a connection: no replica answers")]
    public static partial void NoReplicaAnswers(ILogger logger, int port);

    [LoggerMessage(7, LogLevel.Warning, "{Resource} is {Status}: {Reason}")]
    public static partial void HealthChanged(ILogger logger, string resource, string status, string reason);

    [LoggerMessage(8, LogLevel.Information, "{Resource} runs as {Kind}")]
    public static partial void ServerSource(ILogger logger, string resource, string kind);

    [LoggerMessage(9, LogLevel.Information, "[{Resource}] {Line}")]
    public static partial void ConsoleLine(ILogger logger, string resource, string line);

    [LoggerMessage(10, LogLevel.Warning, "No watchdog: {Reason}. Children stay when the AppHost is killed.")]
    public static partial void NoWatchdog(ILogger logger, string reason);

    [LoggerMessage(11, LogLevel.Information, "The state folder of this AppHost is in use by another one: data of private servers goes to {Folder} and is deleted at the end")]
    public static partial void TemporaryState(ILogger logger, string folder);
}
