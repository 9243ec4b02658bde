using System.Globalization;
using Grpc.Core;

namespace Kws.Cli.Keywords;

/// <summary>Tells a connection that broke, which is worth a retry, from a call that the server refused.</summary>
internal static class LostConnection
{
    /// <summary>The trailer in which a draining server says where to resume.</summary>
    private const string ResumeTrailer = "kws-resume-sample";

    /// <param name="own">The caller's own cancellation, which is no lost connection.</param>
    public static bool Is(RpcException exception, CancellationToken own) => exception.StatusCode switch
    {
        StatusCode.Unavailable => true,
        // A server that is killed resets its streams; the client library calls that Cancelled or Internal.
        StatusCode.Cancelled => !own.IsCancellationRequested,
        StatusCode.Internal or StatusCode.Unknown => exception.Status.DebugException is IOException or HttpRequestException,
        _ => false,
    };

    /// <summary>The sample that the server names to resume from; null when it names none.</summary>
    public static long? ResumeSample(RpcException exception) =>
        long.TryParse(exception.Trailers.GetValue(ResumeTrailer), NumberStyles.None, CultureInfo.InvariantCulture, out long sample) ? sample : null;
}
