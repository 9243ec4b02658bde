using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Calls;

/// <summary>What calls hold, on a real server.</summary>
public sealed class ByteBudgetTests : IAsyncLifetime
{
    private const int MiB = 1024 * 1024;
    private const string Do = "kws.tests.probe.Probe/Do";

    private readonly FakeTimeProvider _timeProvider = new();
    private ProbeHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await ProbeHost.StartAsync(null, _timeProvider, [("Calls:MaxHeldBytes", $"{100 * MiB}")]);

    public async Task DisposeAsync()
    {
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
    }

    private ByteBudget Budget => _host.Services.GetRequiredService<ByteBudget>();

    [Fact]
    public async Task UnfinishedMessages_OfOnePeer_StayWithinItsShare_AndOthersAreServed()
    {
        const int Requests = 300;
        var before = HeldMemory.Now;
        var bytes = UnfinishedRequest.Begin(4 * MiB - 1, 4 * MiB - 100);
        using var http = Http();
        var requests = Enumerable.Range(0, Requests).Select(_ => new UnfinishedRequest(http, Do, bytes)).ToArray();

        // Of 100 MiB half is the peer's, and four fifths of it for large messages: room for ten whole ones at most.
        await Eventually.BeAsync(() => requests.Count(request => request.IsAnswered) >= Requests - 40);

        // Later ones may be told of again, once time goes on.
        Assert.Equal(1040, Assert.Single(_host.Logs.Lines, line =>
            line.Message.Contains("bytes held", StringComparison.Ordinal)).Event.Id);
        Assert.InRange(Budget.Held, 0, 50 * MiB);
        await HeldMemory.StaysBelowAsync(before, 250 * MiB);
        var (code, message) = await requests.First(request => request.IsAnswered).StatusAsync();
        Assert.Equal((int)StatusCode.ResourceExhausted, code);
        Assert.Contains("bytes held by calls of peer 127.0.0.1", message, StringComparison.Ordinal);
        using var others = FromAnotherAddress();
        var large = new Order { Padding = ByteString.CopyFrom(new byte[3 * MiB]) };
        await new Probe.ProbeClient(others).DoAsync(large).ResponseAsync.WithTimeout();
        // The peer's own small calls are served as well.
        await _host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();

        await EndAllAsync(requests);
    }

    [Fact]
    public async Task Message_ThatComesTooSlowly_EndsTheCallAndNamesTheLimit()
    {
        using var http = Http();
        using var request = new UnfinishedRequest(http, Do, UnfinishedRequest.Begin(MiB, 160 * 1024 - 5));
        await Eventually.BeAsync(() => Budget.Held == 160 * 1024);
        await Task.Delay(50);
        // 10 s and what 16 KiB a second give 160 KiB.
        _timeProvider.Advance(TimeSpan.FromSeconds(19));
        Assert.False(request.IsAnswered);

        while (!request.IsAnswered)
        {
            _timeProvider.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(20);
        }

        var (code, message) = await request.StatusAsync();
        Assert.Equal((int)StatusCode.DeadlineExceeded, code);
        Assert.Equal("message: 163840 bytes in 20 s and no more; the limit is 16384 bytes a second after 10 s " +
            "(Calls:MinBytesPerSecond)", message);
        await Eventually.BeAsync(() => Budget.Held == 0);
    }

    [Fact]
    public async Task Message_IsHeldUntilTheCallEnds()
    {
        var padding = ByteString.CopyFrom(new byte[MiB]);
        var order = new Order { What = "wait for release", Padding = padding };
        var call = _host.Client.DoAsync(order);
        await _host.State.Waiting.Task.WithTimeout();

        Assert.InRange(Budget.Held, MiB, MiB + 100);

        _host.State.Release.SetResult();
        await call.ResponseAsync.WithTimeout();
        await Eventually.BeAsync(() => Budget.Held == 0);
    }

    [Fact]
    public void Hold_LargeHoldings_LeaveRoomForSmallOnes()
    {
        using var call = Budget.Open("10.0.0.1");
        call.Hold(40 * MiB);

        var refused = Assert.Throws<LimitExceededException>(() => call.Hold(MiB));

        Assert.Equal("bytes held by calls of peer 10.0.0.1: 41943040 and 1048576 more exceeds the limit of 41943040",
            refused.Message);
        Assert.Equal("2000", refused.Trailers!.GetValue("grpc-retry-pushback-ms"));
        for (var i = 0; i < 40; i++)
            call.Hold(ByteBudget.SmallBytes);
        Assert.Throws<LimitExceededException>(() => call.Hold(1));
        Assert.Equal(50 * MiB, Budget.Held);
    }

    [Fact]
    public void Hold_OfACallThatEnded_IsGivenBackOnce()
    {
        var call = Budget.Open("10.0.0.1");
        var held = call.Hold(MiB);
        call.Hold(MiB);

        call.Dispose();
        held.Dispose();

        Assert.Equal(0, Budget.Held);
    }

    private async Task EndAllAsync(UnfinishedRequest[] requests)
    {
        while (requests.Any(request => !request.IsAnswered))
        {
            _timeProvider.Advance(TimeSpan.FromMinutes(5));
            await Task.Delay(20);
        }
        Array.ForEach(requests, request => request.Dispose());
        await Eventually.BeAsync(() => Budget.Held == 0);
    }

    private HttpClient Http() => new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
    {
        BaseAddress = _host.Address,
    };

    private GrpcChannel FromAnotherAddress() => GrpcChannel.ForAddress(_host.Address, new GrpcChannelOptions
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
