using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>The details of a status for programs, in <c>grpc-status-details-bin</c>: what is wrong with which field
/// (<c>google.rpc.BadRequest</c> and <c>ErrorInfo</c>), when to try again (<c>google.rpc.RetryInfo</c>, and
/// <c>grpc-retry-pushback-ms</c> for gRPC's own retries).</summary>
public static class StatusDetails
{
    /// <summary>The domain of <c>ErrorInfo</c>.</summary>
    public const string Domain = "kws";

    /// <summary>The reason of <c>ErrorInfo</c> where a field is not allowed.</summary>
    public const string FieldNotAllowed = "FIELD_NOT_ALLOWED";

    /// <summary>The reason of <c>ErrorInfo</c> where a limit is exceeded.</summary>
    public const string LimitExceeded = "LIMIT_EXCEEDED";

    /// <summary>The key in the metadata of <c>ErrorInfo</c> for the field's path, or for what is limited.</summary>
    public const string Field = "field";

    /// <summary>The key in the metadata of <c>ErrorInfo</c> for what was sent or asked for.</summary>
    public const string Value = "value";

    /// <summary>The key in the metadata of <c>ErrorInfo</c> for what is allowed.</summary>
    public const string Limit = "limit";

    private const string Pushback = "grpc-retry-pushback-ms";

    internal static Metadata OfField(string message, string field, string value, string limit) =>
        Of(StatusCode.InvalidArgument, message,
            new BadRequest
            {
                FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = message } },
            },
            Info(FieldNotAllowed, field, value, limit));

    internal static Metadata OfLimit(string message, string what, string value, string limit, TimeSpan? retryAfter)
    {
        var info = Info(LimitExceeded, what, value, limit);
        return retryAfter is { } delay
            ? Retrying(Of(StatusCode.ResourceExhausted, message, info, Retry(delay)), delay)
            : Of(StatusCode.ResourceExhausted, message, info);
    }

    internal static Metadata OfRetry(StatusCode code, string message, TimeSpan delay) =>
        Retrying(Of(code, message, Retry(delay)), delay);

    private static Metadata Of(StatusCode code, string message, params Google.Protobuf.IMessage[] details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(Any.Pack));
        var trailers = new Metadata();
        trailers.SetRpcStatus(status);
        return trailers;
    }

    private static Metadata Retrying(Metadata trailers, TimeSpan delay)
    {
        trailers.Add(Pushback, ((long)delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        return trailers;
    }

    private static RetryInfo Retry(TimeSpan delay) => new() { RetryDelay = Duration.FromTimeSpan(delay) };

    private static ErrorInfo Info(string reason, string field, string value, string limit) => new()
    {
        Domain = Domain,
        Reason = reason,
        Metadata = { [Field] = field, [Value] = value, [Limit] = limit },
    };
}
