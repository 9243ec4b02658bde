using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>Event ids 1100 to 1109.</summary>
internal static partial class ModelHostLog
{
    [LoggerMessage(1100, LogLevel.Information, "Model {Task}/{Name} {Version} is active: {Labels} labels",
        EventName = "ModelActive")]
    public static partial void Active(ILogger logger, string task, string name, string version, int labels);

    [LoggerMessage(1101, LogLevel.Error, "Model package {Folder} was refused; {Present} goes on",
        EventName = "ModelRefused")]
    public static partial void Refused(ILogger logger, string folder, string present, Exception exception);
}
