using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Tests.Errors;

/// <summary>Requests that no generated client sends.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const string NotAnOrder = "kws.tests.probe.Order: the bytes are not a message of this type";
    private static readonly byte[] s_noMessage = [0x0A, 0x7F, 1, 2];
    private ProbeHost? _host;

    private ProbeHost Host => _host!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Theory]
    [InlineData("Do")]
    [InlineData("Follow")]
    [InlineData("Talk")]
    public async Task Bytes_ThatAreNoMessage_AreInvalidArgumentAndALineInTheLogNowAndThen(string method)
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal((StatusCode.InvalidArgument, NotAnOrder), await PostAsync(method, Frame(0, s_noMessage)));

        AssertLogged($"Refused 1 request(s) that cannot be read, the last one a kws.tests.probe.Order of " +
            $"kws.tests.probe.Probe/{method}");
    }

    [Theory]
    [InlineData("Do")]
    [InlineData("Talk")]
    public async Task CompressedBytes_ThatAreNot_AreInvalidArgument(string method)
    {
        Assert.Equal((StatusCode.InvalidArgument, "message: the bytes are not gzip"),
            await PostAsync(method, Frame(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])));
        AssertLogged("Refused 1 request(s) that cannot be read, the last one a message of (compressed)");
    }

    [Fact]
    public async Task CompressedBytes_ThatUnpackBeyondTheLimit_AreResourceExhausted()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            await gzip.WriteAsync(new byte[64 << 20]).AsTask().WithTimeout();
        var before = GC.GetTotalAllocatedBytes();

        Assert.Equal((StatusCode.ResourceExhausted, "the unpacked message exceeds the limit of 4194304 bytes"),
            await PostAsync("Do", Frame(1, packed.ToArray())));

        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 48 << 20);
        Assert.DoesNotContain(Host.Logs.Lines, line => line.Level >= LogLevel.Warning);
    }

    public static TheoryData<string, byte[]> NoFrames => new()
    {
        { "Do", [7, 0, 0, 0, 2, 0x0A, 0] },
        { "Follow", [7, 0, 0, 0, 2, 0x0A, 0] },
        { "Talk", [7, 0, 0, 0, 2, 0x0A, 0] },
        { "Do", [0, 0xFF, 0xFF, 0xFF, 0xFF, 1] },
        { "Talk", [0, 0xFF, 0xFF, 0xFF, 0xFF, 1] },
        { "Talk", [0x16, 3, 1] },
    };

    [Theory]
    [MemberData(nameof(NoFrames))]
    public async Task Bytes_ThatAreNoFrames_AreInvalidArgument(string method, byte[] body)
    {
        Assert.Equal((StatusCode.InvalidArgument, "message: the bytes are not framed as gRPC's are"),
            await PostAsync(method, body));
        AssertLogged("Refused 1 request(s) that cannot be read, the last one a message of kws.tests.probe.Probe/" +
            method);
    }

    [Theory]
    [InlineData("Do")]
    [InlineData("Follow")]
    [InlineData("Talk")]
    public async Task Client_ThatVanishesWithinAMessage_IsNothingInTheLog(string method)
    {
        using var vanish = new CancellationTokenSource();
        var body = new HalfMessage(vanish);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PostAsync(method, body, vanish.Token))
            .WithTimeout();

        // What the server made of it is done by the time that it has stopped.
        await Host.StopAsync().WithTimeout();

        Assert.DoesNotContain(Host.Logs.Lines, line => line.Level >= LogLevel.Warning);
    }

    private void AssertLogged(string line)
    {
        var logged = Assert.Single(Host.Logs.Lines, line => line.Level >= LogLevel.Warning);
        Assert.Equal((LogLevel.Warning, line), (logged.Level, logged.Message));
        Assert.Null(logged.Exception);
    }

    private static byte[] Frame(byte kind, byte[] message)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private Task<(StatusCode Status, string Detail)> PostAsync(string method, byte[] body) =>
        PostAsync(method, new ByteArrayContent(body), CancellationToken.None);

    private async Task<(StatusCode Status, string Detail)> PostAsync(
        string method, HttpContent body, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var address = new Uri(Host.Address, $"kws.tests.probe.Probe/{method}");
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("grpc-encoding", "gzip");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await http.SendAsync(request, cancellationToken).WithTimeout();
        return (Enum.Parse<StatusCode>(Told(response, "grpc-status")),
            Uri.UnescapeDataString(Told(response, "grpc-message")));
    }

    private static string Told(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.Single()
            : "";

    /// <summary>Sends the begin of a message, and then breaks the request off.</summary>
    private sealed class HalfMessage(CancellationTokenSource vanish) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 0, 100, 0x0A });
            await stream.FlushAsync();
            await Task.Delay(200);
            await vanish.CancelAsync();
            await Task.Delay(Timeout.Infinite, vanish.Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
