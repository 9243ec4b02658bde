using System.Net;
using System.Net.Http.Headers;

namespace Kws.ServiceDefaults.Tests.Calls;

/// <summary>A gRPC call as its bytes go over the wire, so that it may begin a message and not finish it.</summary>
internal sealed class UnfinishedRequest : IDisposable
{
    private readonly HttpRequestMessage _message;
    private readonly Task<HttpResponseMessage> _response;

    /// <param name="http">With the server's address; its requests are HTTP/2.</param>
    /// <param name="method">Such as <c>kws.tests.probe.Probe/Do</c>.</param>
    /// <param name="bytes">What is sent; the request then stays open.</param>
    public UnfinishedRequest(HttpClient http, string method, ReadOnlyMemory<byte> bytes)
    {
        _message = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new OpenContent(bytes),
        };
        _message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        _response = http.SendAsync(_message, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Whether the server has answered.</summary>
    public bool IsAnswered => _response.IsCompleted;

    /// <summary>The begin of a gRPC message of so many bytes, of which some are there.</summary>
    public static byte[] Begin(int length, int sent)
    {
        var bytes = new byte[5 + sent];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), length);
        return bytes;
    }

    /// <summary>The gRPC status and its message.</summary>
    public async Task<(int Code, string Message)> StatusAsync()
    {
        using var response = await _response.WithTimeout();
        await response.Content.ReadAsByteArrayAsync().WithTimeout();
        return (int.Parse(Header(response, "grpc-status"), System.Globalization.CultureInfo.InvariantCulture),
            Uri.UnescapeDataString(Header(response, "grpc-message")));
    }

    public void Dispose() => _message.Dispose();

    // A status without a response stands in the headers.
    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.TrailingHeaders.TryGetValues(name, out values)
            ? values.First()
            : "";

    private sealed class OpenContent : HttpContent
    {
        private readonly ReadOnlyMemory<byte> _bytes;

        public OpenContent(ReadOnlyMemory<byte> bytes)
        {
            _bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
