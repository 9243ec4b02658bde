using System.IO.Compression;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Kws.Dashboard.Otlp;

/// <summary>OTLP over HTTP with protobuf bodies, plain or gzip.</summary>
internal static class OtlpHttpEndpoints
{
    /// <summary>Largest request after decompression; a larger one is 413.</summary>
    public const int MaxRequestBytes = 16 * 1024 * 1024;

    private const string Protobuf = "application/x-protobuf";

    public static void MapOtlpHttp(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/traces", (HttpContext context, TraceReceiver receiver) =>
            AnswerAsync(context, ExportTraceServiceRequest.Parser, receiver.Receive));
        routes.MapPost("/v1/logs", (HttpContext context, LogReceiver receiver) =>
            AnswerAsync(context, ExportLogsServiceRequest.Parser, receiver.Receive));
        routes.MapPost("/v1/metrics", (HttpContext context, MetricReceiver receiver) =>
            AnswerAsync(context, ExportMetricsServiceRequest.Parser, receiver.Receive));
    }

    private static async Task<IResult> AnswerAsync<TRequest, TResponse>(HttpContext context, MessageParser<TRequest> parser, Func<TRequest, TResponse> receive)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        if (context.Request.ContentType?.StartsWith(Protobuf, StringComparison.OrdinalIgnoreCase) != true)
            return Results.Text($"content type '{context.Request.ContentType}' is not supported; supported: {Protobuf}", statusCode: StatusCodes.Status415UnsupportedMediaType);
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
            return Results.Text($"content encoding '{encoding}' is not supported; supported: gzip", statusCode: StatusCodes.Status415UnsupportedMediaType);
        try
        {
            using MemoryStream? body = await ReadAsync(context.Request.Body, encoding == "gzip", context.RequestAborted);
            return body is null
                ? Results.Text($"request exceeds the limit of {MaxRequestBytes} bytes", statusCode: StatusCodes.Status413PayloadTooLarge)
                : Results.Bytes(receive(parser.ParseFrom(body)).ToByteArray(), Protobuf);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            return Results.Text("the body is not the protobuf message of this path", statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<MemoryStream?> ReadAsync(Stream body, bool isCompressed, CancellationToken cancellationToken)
    {
        await using Stream plain = isCompressed ? new GZipStream(body, CompressionMode.Decompress) : body;
        var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await plain.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (read.Length + count > MaxRequestBytes)
                return null;
            read.Write(buffer, 0, count);
        }
        read.Position = 0;
        return read;
    }
}
