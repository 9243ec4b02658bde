using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Kws.Gateway.Tests.Hosts;
using Kws.Speech.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Proxying;

/// <summary>What a service says at the end of a call comes out of the gateway as it went in.</summary>
public sealed class PassageTrailersTests : IAsyncLifetime
{
    private const string Detail = "Grüße, 100 % von „Küche“ 🙂\nund noch eine Zeile";
    // As a server writes it that answers with nothing but an end.
    private const string EncodedDetail =
        "Gr%C3%BC%C3%9Fe, 100 %25 von %E2%80%9EK%C3%BCche%E2%80%9C %F0%9F%99%82%0Aund noch eine Zeile";
    private const string EndsAtOnce = "ends-at-once";

    private static readonly byte[] s_everyByte = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    private KestrelHost _service = null!;
    private GatewayHost _gateway = null!;

    public enum Form
    {
        Grpc,
        GrpcWeb,
        GrpcWebText,
    }

    public async Task InitializeAsync()
    {
        _service = await KestrelHost.StartAsync(
            builder =>
            {
                builder.WebHost.ConfigureKestrel(web =>
                    web.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
                builder.Services.AddGrpc();
            },
            app =>
            {
                app.Use((context, next) =>
                    context.Request.Headers.ContainsKey(EndsAtOnce) ? EndAtOnceAsync(context) : next(context));
                app.MapGrpcService<Speaker>();
            });
        _gateway = await GatewayHost.StartAsync(MeshBehind.Setting("tts", _service.Address));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData(Form.Grpc)]
    [InlineData(Form.GrpcWeb)]
    [InlineData(Form.GrpcWebText)]
    public async Task Stream_FailsAfterAMessage_TellsStatusAndTrailers(Form form)
    {
        using var channel = Channel(form);
        using var call = new Speech.V1.Speech.SpeechClient(channel).Synthesize(new SynthesizeRequest());

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        var failed = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        Assert.Equal((StatusCode.FailedPrecondition, Detail), (failed.StatusCode, failed.Status.Detail));
        AssertSame(failed.Trailers);
    }

    [Theory]
    [InlineData(Form.Grpc)]
    [InlineData(Form.GrpcWeb)]
    [InlineData(Form.GrpcWebText)]
    public async Task Call_IsRefusedAtOnce_TellsStatusAndTrailers(Form form)
    {
        using var channel = Channel(form);

        var refused = await Assert.ThrowsAsync<RpcException>(() => new Speech.V1.Speech.SpeechClient(channel)
            .ListVoicesAsync(new ListVoicesRequest(), new Metadata { { EndsAtOnce, "1" } }).ResponseAsync
            .WithTimeout());

        Assert.Equal((StatusCode.FailedPrecondition, Detail), (refused.StatusCode, refused.Status.Detail));
        AssertSame(refused.Trailers);
    }

    [Theory]
    [InlineData(Form.Grpc)]
    [InlineData(Form.GrpcWeb)]
    [InlineData(Form.GrpcWebText)]
    public async Task Call_Succeeds_TellsTrailers(Form form)
    {
        using var channel = Channel(form);
        using var call = new Speech.V1.Speech.SpeechClient(channel).ListVoicesAsync(new ListVoicesRequest());

        await call.ResponseAsync.WithTimeout();

        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        AssertSame(call.GetTrailers());
    }

    private static Metadata Trailers() => new()
    {
        { "grpc-status-details-bin", s_everyByte },
        { "kws-note", "one, and \"two\" = 100 %" },
        { "kws-note-bin", (byte[])[0, 255, 44, 0] },
        { "kws-several", "first" },
        { "kws-several", "second" },
    };

    // Those of one name in their order; HTTP leaves the order of names open.
    private static void AssertSame(Metadata trailers) => Assert.Equal(
        Trailers().Select(TextOf),
        trailers.Where(IsOfTheService).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(TextOf));

    private static string TextOf(Metadata.Entry entry) =>
        $"{entry.Key}: {(entry.IsBinary ? Convert.ToHexString(entry.ValueBytes) : entry.Value)}";

    private static bool IsOfTheService(Metadata.Entry entry) =>
        entry.Key.StartsWith("kws-", StringComparison.Ordinal) || entry.Key == "grpc-status-details-bin";

    private GrpcChannel Channel(Form form) => form == Form.Grpc
        ? GrpcChannel.ForAddress($"http://{_gateway.Channel.Target}")
        : GrpcChannel.ForAddress(_gateway.Http.BaseAddress!, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(
                form == Form.GrpcWeb ? GrpcWebMode.GrpcWeb : GrpcWebMode.GrpcWebText, new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });

    // Its end is in its headers, as other servers than this one send it.
    private static Task EndAtOnceAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = "application/grpc";
        headers["grpc-status"] = "9";
        headers["grpc-message"] = EncodedDetail;
        foreach (var entry in Trailers())
            headers.Append(entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value);
        return Task.CompletedTask;
    }

    internal sealed class Speaker : Speech.V1.Speech.SpeechBase
    {
        public override async Task Synthesize(
            SynthesizeRequest request, IServerStreamWriter<SynthesizeResponse> responseStream,
            ServerCallContext context)
        {
            await responseStream.WriteAsync(new SynthesizeResponse
            {
                Chunk = new Chunk { Pcm = ByteString.CopyFrom(s_everyByte) },
            });
            throw new RpcException(new Status(StatusCode.FailedPrecondition, Detail), Trailers());
        }

        public override Task<ListVoicesResponse> ListVoices(ListVoicesRequest request, ServerCallContext context)
        {
            foreach (var entry in Trailers())
                context.ResponseTrailers.Add(entry);
            return Task.FromResult(new ListVoicesResponse());
        }
    }
}
