using System.Globalization;
using System.Text.Json;
using Grpc.Core;

namespace Kws.Gateway.Grpc;

/// <summary>Why a call failed, for callers that speak no gRPC.</summary>
/// <param name="Code">The gRPC status.</param>
/// <param name="Detail">For the caller.</param>
/// <param name="ResumeSample">Where the audio of a recording resumes; null: not told.</param>
/// <param name="RetryAfter">When it is worth another try; null: it is not for time to mend, or not known.</param>
internal sealed record CallFault(StatusCode Code, string Detail, long? ResumeSample, TimeSpan? RetryAfter)
{
    private const string ResumeTrailer = "kws-resume-sample";
    private const string PushbackTrailer = "grpc-retry-pushback-ms";

    /// <summary>The status as gRPC's documents write it: <c>INVALID_ARGUMENT</c>.</summary>
    public string StatusName => JsonNamingPolicy.SnakeCaseUpper.ConvertName(Code.ToString());

    /// <summary>What a status and its trailers tell.</summary>
    public static CallFault Of(Status status, Metadata? trailers) => new(
        status.StatusCode,
        status.Detail,
        Number(trailers, ResumeTrailer),
        Number(trailers, PushbackTrailer) is { } delay and >= 0 ? TimeSpan.FromMilliseconds(delay) : null);

    private static long? Number(Metadata? trailers, string key) =>
        long.TryParse(trailers?.GetValue(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var value)
            ? value
            : null;
}
