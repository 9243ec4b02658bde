using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>Tells a client when to try again: <c>google.rpc.RetryInfo</c> for those that read the details of a status,
/// <c>grpc-retry-pushback-ms</c> for gRPC's own retries.</summary>
/// <remarks>The details are google.rpc.Status (code = 1, message = 2, details = 3), written by hand: its two messages
/// are not worth a package.</remarks>
internal static class RetryTrailers
{
    public const string Pushback = "grpc-retry-pushback-ms";
    public const string Details = "grpc-status-details-bin";

    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";
    private const uint VarintTag1 = 1 << 3;
    private const uint BytesTag1 = (1 << 3) | 2;
    private const uint BytesTag2 = (2 << 3) | 2;
    private const uint BytesTag3 = (3 << 3) | 2;

    public static Metadata Of(StatusCode code, string message, TimeSpan delay) => new()
    {
        { Pushback, ((long)delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) },
        { Details, StatusOf(code, message, delay) },
    };

    private static byte[] StatusOf(StatusCode code, string message, TimeSpan delay)
    {
        var retry = Written(info => Write(info, BytesTag1, Duration.FromTimeSpan(delay).ToByteString()));
        var any = new Any { TypeUrl = RetryInfoType, Value = retry };
        return Written(status =>
        {
            status.WriteTag(VarintTag1);
            status.WriteInt32((int)code);
            Write(status, BytesTag2, ByteString.CopyFromUtf8(message));
            Write(status, BytesTag3, any.ToByteString());
        }).ToByteArray();
    }

    private static void Write(CodedOutputStream output, uint tag, ByteString value)
    {
        output.WriteTag(tag);
        output.WriteBytes(value);
    }

    private static ByteString Written(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(output);
        return ByteString.CopyFrom(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
