using System.Net;
using Google.Protobuf;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Kws.Audio.V1;
using Kws.Gateway.Tests.Hosts;
using Kws.Gateway.Tests.Sockets;
using Kws.TestSupport.Speech;

namespace Kws.Gateway.Tests.Tls;

/// <summary>With TLS one port serves all that the gateway speaks, under one certificate.</summary>
[Collection(nameof(MeshBehind))]
public sealed class OneAddressTests(TlsGateway gateway) : IClassFixture<TlsGateway>
{
    private const string Word = "yes";

    [SkippableTheory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Get_InEitherVersion_IsAnswered(string version)
    {
        using var http = new HttpClient(gateway.NewHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/v1/keywords"))
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await http.SendAsync(request).WithTimeout();

        Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (answer.StatusCode, answer.Version));
    }

    [SkippableFact]
    public async Task Get_ClientTrustsAnotherAuthority_GetsNoConnection() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Host.Http.GetAsync("/v1/keywords").WithTimeout());

    // Browsers open a socket within their HTTP/2 connection where the server allows that.
    [SkippableTheory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Listen_InEitherVersion_HearsTheWord(string version)
    {
        var pcm = Listening.Pcm(await EspeakVoice.SayAsync(Word, "en-us"));
        using var over = new HttpMessageInvoker(gateway.NewHandler());
        using var socket = await OpenSocketAsync(over, version);

        await SendAsync(socket, pcm, 0, pcm.Length);

        Assert.Equal([Word], await EndAsync(socket));
    }

    [SkippableFact]
    public async Task Spot_HearsTheWord()
    {
        using var channel = Channel(gateway.NewHandler());

        var heard = await Listening.HearAsync(
            new KeywordSpotter.KeywordSpotterClient(channel), await EspeakVoice.SayAsync(Word, "en-us"));

        Assert.Equal([Word], heard.Select(word => word.Label));
    }

    [SkippableTheory]
    [InlineData(GrpcWebMode.GrpcWeb, "1.1")]
    [InlineData(GrpcWebMode.GrpcWeb, "2.0")]
    [InlineData(GrpcWebMode.GrpcWebText, "1.1")]
    [InlineData(GrpcWebMode.GrpcWebText, "2.0")]
    public async Task Classify_OverGrpcWeb_IsAnswered(GrpcWebMode mode, string version)
    {
        using var web = GrpcChannel.ForAddress(gateway.Address, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(mode, gateway.NewHandler()),
            HttpVersion = Version.Parse(version),
            HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            DisposeHttpClient = true,
        });
        var clip = ByteString.CopyFrom(await EspeakVoice.SayAsync(Word, "en-us"));

        var answer = await new KeywordSpotter.KeywordSpotterClient(web)
            .ClassifyAsync(new ClassifyRequest { Wav = clip }).ResponseAsync.WithTimeout();

        Assert.Equal(Word, answer.Labels[0].Label);
    }

    [SkippableFact]
    public async Task Certificate_IsReplaced_NewConnectionsGetItAndStreamsGoOn()
    {
        var before = gateway.RenewCertificate();
        await Eventually.BeAsync(async () => await ShownAsync() == before, "the first certificate");
        var pcm = Listening.Pcm(await EspeakVoice.SayAsync(Word, "en-us"));
        var half = pcm.Length / 4 * sizeof(short);
        using var channel = Channel(gateway.NewHandler());
        using var over = new HttpMessageInvoker(gateway.NewHandler());
        using var call = await Listening.OpenAsync(new KeywordSpotter.KeywordSpotterClient(channel));
        using var socket = await OpenSocketAsync(over, "1.1");
        await Listening.SendAsync(call, pcm, 0, half);
        await SendAsync(socket, pcm, 0, half);

        var renewed = gateway.RenewCertificate();
        await Eventually.BeAsync(async () => await ShownAsync() == renewed, "the other certificate");
        await Listening.SendAsync(call, pcm, half, pcm.Length);
        await SendAsync(socket, pcm, half, pcm.Length);

        Assert.Equal([Word], (await Listening.EndAsync(call)).Select(word => word.Label));
        Assert.Equal([Word], await EndAsync(socket));
    }

    private GrpcChannel Channel(SocketsHttpHandler handler) => GrpcChannel.ForAddress(
        gateway.Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });

    private async Task<string?> ShownAsync()
    {
        string? shown = null;
        using var http = new HttpClient(gateway.NewHandler(serial => shown = serial));
        using var answer = await http.GetAsync(new Uri(gateway.Address, "/alive")).WithTimeout();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return shown;
    }

    private async Task<SocketClient> OpenSocketAsync(HttpMessageInvoker over, string version)
    {
        var socket = await SocketClient.OpenAsync(gateway.Host, "/v1/listen", options =>
        {
            options.AddSubProtocol("kws.v1");
            options.HttpVersion = Version.Parse(version);
            options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }, over);
        await socket.SendTextAsync(
            $$"""{"device_id":"hall","sample_rate_hz":{{Listening.RateHz}},"encoding":"s16le"}""");
        return socket;
    }

    private static async Task SendAsync(SocketClient socket, byte[] pcm, int first, int end)
    {
        for (var i = first; i < end; i += Listening.RateHz)
            await socket.SendAsync(pcm.AsMemory(i, Math.Min(Listening.RateHz, end - i)));
    }

    private static async Task<IEnumerable<string?>> EndAsync(SocketClient socket)
    {
        await socket.SendTextAsync("""{"type":"end"}""");
        return (await socket.ReceiveAllAsync("keyword")).Select(word => (string?)word["label"]).ToList();
    }
}
