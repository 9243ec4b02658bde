using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Kws.Audio.V1;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Speech;

namespace Kws.Gateway.Tests.Proxying;

[Collection(nameof(MeshBehind))]
public sealed class GrpcPassageTests(MeshBehind mesh)
{
    [SkippableFact]
    public async Task Spot_ThroughTheGateway_IsHeardAsStraight()
    {
        var audio = await mesh.AudioInferenceAsync();
        var clip = await EspeakVoice.SayAsync("yes", "en-us");
        await using var gateway = await GatewayHost.StartAsync(MeshBehind.Setting("audioinference", audio.Address));
        using var straight = GrpcChannel.ForAddress(audio.Address);

        var heard = await Listening.HearAsync(new KeywordSpotter.KeywordSpotterClient(gateway.Channel), clip);

        Assert.NotEmpty(heard);
        Assert.Equal(await Listening.HearAsync(new KeywordSpotter.KeywordSpotterClient(straight), clip), heard);
    }

    [SkippableTheory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task Classify_OverGrpcWeb_IsAnswered(GrpcWebMode mode)
    {
        var audio = await mesh.AudioInferenceAsync();
        var clip = await EspeakVoice.SayAsync("yes", "en-us");
        await using var gateway = await GatewayHost.StartAsync(MeshBehind.Setting("audioinference", audio.Address));
        using var web = GrpcChannel.ForAddress(gateway.Http.BaseAddress!, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(mode, new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });
        var client = new KeywordSpotter.KeywordSpotterClient(web);

        var answer = await client.ClassifyAsync(new ClassifyRequest { Wav = ByteString.CopyFrom(clip) })
            .ResponseAsync.WithTimeout();
        var refused = await Assert.ThrowsAsync<RpcException>(() => client.ClassifyAsync(
            new ClassifyRequest { Wav = ByteString.CopyFromUtf8("no wav") }).ResponseAsync.WithTimeout());

        Assert.Equal("yes", answer.Labels[0].Label);
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [SkippableFact]
    public async Task Call_ServiceIsAway_IsUnavailable()
    {
        await using var gateway = await GatewayHost.StartAsync(
            MeshBehind.Setting("audioinference", FreePort.Address()));

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            new KeywordSpotter.KeywordSpotterClient(gateway.Channel).DescribeModelAsync(new DescribeModelRequest())
                .ResponseAsync.WithTimeout());

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Contains("reconnect", refused.Status.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Spot_ServiceIsKilled_EndsUnavailable()
    {
        await using var audio = await ServiceProcess.StartAsync("AudioInference", 0, ("Features__Source", "InProcess"));
        await using var gateway = await GatewayHost.StartAsync(MeshBehind.Setting("audioinference", audio.Address));
        using var call = await Listening.OpenAsync(new KeywordSpotter.KeywordSpotterClient(gateway.Channel));

        await audio.KillAsync();

        var ended = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
    }

    [SkippableFact]
    public async Task Spot_GatewayDrains_EndsUnavailableAtOnce()
    {
        var audio = await mesh.AudioInferenceAsync();
        await using var gateway = await GatewayHost.StartAsync(MeshBehind.Setting("audioinference", audio.Address));
        using var call = await Listening.OpenAsync(new KeywordSpotter.KeywordSpotterClient(gateway.Channel));

        var stopping = gateway.StopAsync();

        var ended = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout(TimeSpan.FromSeconds(25)));
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        Assert.Contains("draining", ended.Status.Detail, StringComparison.Ordinal);
        await stopping.WithTimeout(TimeSpan.FromSeconds(25));
    }

    [SkippableFact]
    public async Task Spot_DeadlineOfTheDevice_ReachesTheService()
    {
        var audio = await mesh.AudioInferenceAsync();
        await using var gateway = await GatewayHost.StartAsync(MeshBehind.Setting("audioinference", audio.Address));
        using var call = await Listening.OpenAsync(
            new KeywordSpotter.KeywordSpotterClient(gateway.Channel), DateTime.UtcNow.AddSeconds(2));

        var ended = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        Assert.Equal(StatusCode.DeadlineExceeded, ended.StatusCode);
    }
}
