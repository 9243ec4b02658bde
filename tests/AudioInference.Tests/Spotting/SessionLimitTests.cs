using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>One peer that opens all sessions it can, and sends nothing.</summary>
public sealed class SessionLimitTests
{
    private const int Places = 40;

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Sessions_OfOnePeerThatOnlySendConfigs_LeavePlacesForOthersAndEnd()
    {
        await using var host = await SpotterHost.StartAsync(new()
        {
            ["Streams:MaxSessions"] = $"{Places}",
            ["Calls:FirstData"] = "00:00:05",
        });
        var greedy = await OpenAsync(host.Client, Places + 10);
        await Eventually.BeAsync(() => greedy.Count(device => device.Started is not null) == Places / 2);

        using var others = FromAnotherAddress(host.Address);
        using var other = await Device.OpenAsync(new KeywordSpotter.KeywordSpotterClient(others), Device.Config());
        await Eventually.BeAsync(() => other.Started is not null);
        Assert.Equal(5 * 60, other.Started!.IdleLimit.Seconds);

        var failures = await Task.WhenAll(greedy.Select(device => device.FailureAsync()));
        Assert.Equal(Places / 2 + 10, failures.Count(failure => failure.StatusCode == StatusCode.ResourceExhausted
            && failure.Status.Detail.Contains("open sessions of peer 127.0.0.1: 20", StringComparison.Ordinal)));
        Assert.Equal(Places / 2, failures.Count(failure => failure.StatusCode == StatusCode.DeadlineExceeded));
        other.Dispose();
        await Eventually.BeAsync(() => host.OpenSessions == 0);
    }

    [Fact]
    public async Task Stop_SessionsThatSentNoAudioAndACallThatSentNoClip_DoNotHoldIt()
    {
        var host = await SpotterHost.StartAsync();
        using var silent = await Device.OpenAsync(host.Client, Device.Config());
        await Eventually.BeAsync(() => silent.Started is not null);
        using var clips = host.Client.ClassifyMany();
        await clips.RequestStream.WriteAsync(new ClassifyManyRequest { ClipId = "none" }).WithTimeout();
        Assert.True(await clips.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        var answered = clips.ResponseStream.MoveNext(CancellationToken.None);

        await host.StopAsync().WithTimeout(TimeSpan.FromSeconds(20));

        Assert.Equal(StatusCode.Unavailable, (await silent.FailureAsync()).StatusCode);
        var failure = await Assert.ThrowsAsync<RpcException>(() => answered).WithTimeout();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        await host.DisposeAsync();
    }

    private static async Task<List<Device>> OpenAsync(KeywordSpotter.KeywordSpotterClient client, int count)
    {
        var devices = new List<Device>();
        for (var i = 0; i < count; i++)
        {
            var config = Device.Config();
            config.DeviceId = $"device-{i}";
            devices.Add(await Device.OpenAsync(client, config));
        }
        return devices;
    }

    private static GrpcChannel FromAnotherAddress(string server) =>
        GrpcChannel.ForAddress(server, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellationToken) =>
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        });
}
