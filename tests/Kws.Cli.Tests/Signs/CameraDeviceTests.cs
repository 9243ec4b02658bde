using Kws.Cli.Servers;
using Kws.Cli.Signs;
using Kws.Cli.Tests.Hosts;
using Kws.Vision.V1;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Signs;

public sealed class CameraDeviceTests
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _timeProvider = new();

    [Fact]
    public async Task Read_InRealTime_SendsEachFrameWhenItIsCaptured()
    {
        var signs = new ScriptedSigns();
        await using var host = await ScriptedHost.StartAsync(signs);
        var sent = new List<TimeSpan>();
        var begin = _timeProvider.GetUtcNow();

        var reading = ReadAsync(
            host, realTime: true, Frames("ABC", () => sent.Add(_timeProvider.GetUtcNow() - begin)));
        while (!reading.IsCompleted)
        {
            _timeProvider.Advance(TimeSpan.FromMilliseconds(10));
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
        await using var host = await ScriptedHost.StartAsync(signs);

        var responses = await ReadAsync(host, realTime: false, Frames("AB", () => { })).WithTimeout();

        Assert.Equal([TimeSpan.Zero, FrameTime], signs.Captured);
        Assert.Equal("AB", responses[^1].Word.Spelled);
    }

    [Fact]
    public async Task Read_FramesThatEndInAFault_AreAnsweredThenTheFaultIsThrown()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedSigns());
        var asked = 0;

        await Assert.ThrowsAsync<IOException>(() => ReadAsync(host, realTime: false, Frames("ABC", () =>
        {
            if (++asked == 3)
                throw new IOException("unplugged");
        })).WithTimeout());
    }

    private static async IAsyncEnumerable<CameraFrame> Frames(string letters, Action onAsked)
    {
        for (var index = 0; index < letters.Length; index++)
        {
            onAsked();
            await Task.Yield();
            yield return new CameraFrame(ScriptedSigns.PictureOf(letters[index]), index);
        }
    }

    private async Task<List<ReadResponse>> ReadAsync(
        ScriptedHost host, bool realTime, IAsyncEnumerable<CameraFrame> frames)
    {
        using var channel = ServerChannel.Open(new ServerEndpoint(new Uri(host.Address)));
        var device = new CameraDevice(
            new SignReader.SignReaderClient(channel), new ReadConfig { DeviceId = "d" }, FrameTime, realTime,
                _timeProvider);
        return await device.ReadAsync(frames, default).ToListAsync();
    }
}
