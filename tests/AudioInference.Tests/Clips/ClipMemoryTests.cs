using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.ServiceDefaults.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AudioInference.Tests.Clips;

/// <summary>Long clips of high rate, many at once: what they become is far more than what is sent.</summary>
public sealed class ClipMemoryTests
{
    private const int MiB = 1024 * 1024;
    private const int RateHz = 192_000;

    // 20 s as µ-law are 3.7 MiB, and 15 MiB as floats.
    private static readonly ByteString s_pcm = ByteString.CopyFrom(new byte[20 * RateHz]);

    [Fact]
    public async Task Classify_BeyondTheBudget_IsRefusedAndMemoryStaysBounded()
    {
        await using var host = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => StatusOfAsync(host)));

        // When all come at once, their messages alone may leave no room for what any of them becomes.
        Assert.Contains(StatusCode.ResourceExhausted, answers);
        Assert.All(answers, code => Assert.True(code is StatusCode.OK or StatusCode.ResourceExhausted, $"{code}"));
        await Eventually.BeAsync(() => host.Services.GetRequiredService<ByteBudget>().Held == 0);
        Assert.Equal(StatusCode.OK, await StatusOfAsync(host));
    }

    [Fact]
    public async Task ClassifyMany_BeyondTheBudget_ReadsNoFurtherUntilItsOwnClipsAreDone()
    {
        await using var host = await StartAsync();
        using var call = host.Client.ClassifyMany();

        var sending = SendAsync(call.RequestStream, 12);
        var answered = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
        {
            Assert.Null(call.ResponseStream.Current.Error);
            answered++;
        }

        await sending.WithTimeout();
        Assert.Equal(12, answered);
    }

    private static async Task SendAsync(IClientStreamWriter<ClassifyManyRequest> requests, int clips)
    {
        for (var i = 0; i < clips; i++)
            await requests.WriteAsync(new ClassifyManyRequest { ClipId = $"{i}", Clip = Clip() }).WithTimeout();
        await requests.CompleteAsync().WithTimeout();
    }

    private static async Task<StatusCode> StatusOfAsync(SpotterHost host)
    {
        try
        {
            await host.Client.ClassifyAsync(Clip()).ResponseAsync.WithTimeout();
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private static ClassifyRequest Clip() => new()
    {
        Pcm = new PcmClip { SampleRateHz = RateHz, Encoding = Encoding.Mulaw, Data = s_pcm },
    };

    // Room for two of them with their messages.
    private static Task<SpotterHost> StartAsync() => SpotterHost.StartAsync(new()
    {
        ["Calls:MaxHeldBytes"] = $"{60 * MiB}",
        ["Calls:PeerShare"] = "100",
    });
}
