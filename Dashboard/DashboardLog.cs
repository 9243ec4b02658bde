namespace Kws.Dashboard;

internal static partial class DashboardLog
{
    [LoggerMessage(EventId = 6000, EventName = "DashboardReady", Level = LogLevel.Information, Message = "Dashboard at {Address}, OTLP at {OtlpAddress}")]
    public static partial void Ready(ILogger logger, Uri address, Uri otlpAddress);

    [LoggerMessage(EventId = 6001, EventName = "ResourcesLost", Level = LogLevel.Warning, Message = "The resource service does not answer: {Reason}")]
    public static partial void ResourcesLost(ILogger logger, string reason);

    [LoggerMessage(EventId = 6002, EventName = "CommandRun", Level = LogLevel.Information, Message = "Command {Command} on {Resource}: {Outcome}")]
    public static partial void CommandRun(ILogger logger, string command, string resource, string outcome);
}
