using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Tls;

/// <summary>Event ids 1120 to 1129.</summary>
internal static partial class TlsLog
{
    [LoggerMessage(EventId = 1120, EventName = "CertificateNotRenewed", Level = LogLevel.Warning,
        Message = "What {File} holds now cannot be used: {Fault}; what it held before stays")]
    public static partial void NotRenewed(ILogger logger, string file, string fault);
}
