using Kws.Cli.Servers;
using Kws.Cli.Signs;
using Kws.Cli.Tests.Hosts;
using Kws.Vision.V1;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Signs;

public sealed class CameraDeviceTests
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Read_InRealTime_SendsEachFrameWhenItIsCaptured()
    {
        var signs = new ScriptedSigns();
        await using ScriptedHost host = await ScriptedHost.StartAsync(signs);
        var sent = new List<TimeSpan>();
        DateTimeOffset begin = _time.GetUtcNow();

        Task<List<ReadResponse>> reading = ReadAsync(
            host, realTime: true, Frames("ABC", () => sent.Add(_time.GetUtcNow() - begin)));
        while (!reading.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
        await reading.WithTimeout();

        Assert.Equal([TimeSpan.Zero, FrameTime, FrameTime * 2], signs.Captured);
        // A frame is asked for when the one before it was sent.
        Assert.True(sent[2] >= FrameTime, $"the third frame was asked for after {sent[2]}");
    }

    [Fact]
    public async Task Read_NotInRealTime_NeedsNoTime()
    {
        var signs = new ScriptedSigns();
        await using ScriptedHost host = await ScriptedHost.StartAsync(signs);

        List<ReadResponse> responses = await ReadAsync(host, realTime: false, Frames("AB", () => { })).WithTimeout();

        Assert.Equal([TimeSpan.Zero, FrameTime], signs.Captured);
        Assert.Equal("AB", responses[^1].Word.Spelled);
    }

    [Fact]
    public async Task Read_FramesThatEndInAFault_AreAnsweredThenTheFaultIsThrown()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(new ScriptedSigns());
        int asked = 0;

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(host, realTime: false, Frames("ABC", () =>
        {
            if (++asked == 3)
                throw new IOException("unplugged");
        })).WithTimeout());
    }

    private static async IAsyncEnumerable<byte[]> Frames(string letters, Action onAsked)
    {
        foreach (char letter in letters)
        {
            onAsked();
            await Task.Yield();
            yield return ScriptedSigns.PictureOf(letter);
        }
    }

    private async Task<List<ReadResponse>> ReadAsync(ScriptedHost host, bool realTime, IAsyncEnumerable<byte[]> frames)
    {
        using Grpc.Net.Client.GrpcChannel channel = ServerChannel.Open(new Uri(host.Address));
        var device = new CameraDevice(
            new SignReader.SignReaderClient(channel), new ReadConfig { DeviceId = "d" }, FrameTime, realTime, _time);
        return await device.ReadAsync(frames, default).ToListAsync();
    }
}
