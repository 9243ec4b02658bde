using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

public sealed class ReplayBufferTests
{
    [Fact]
    public void ReplayBuffer_RandomUse_HoldsExactlyTheAudioBetweenBeginAndEnd()
    {
        var random = new Random(11);
        const int Capacity = 97;
        var buffer = new ReplayBuffer(Capacity, bytesPerSample: 2);
        long end = 0, begin = 0, lost = 0;
        for (var round = 0; round < 5000; round++)
        {
            if (random.Next(3) > 0)
            {
                var samples = random.Next(1, Capacity + 1);
                buffer.Append(AudioAt(end, samples));
                end += samples;
                lost += Math.Max(0, end - Capacity - begin);
                begin = Math.Max(begin, end - Capacity);
            }
            else
            {
                var before = random.NextInt64(begin - 10, end + 10);
                buffer.Release(before);
                begin = Math.Clamp(before, begin, end);
            }

            Assert.Equal((begin, end, lost), (buffer.Begin, buffer.End, buffer.Lost));
            var from = random.NextInt64(Math.Max(0, begin - 5), end + 5);
            var expectedFrom = Math.Max(from, begin);
            var read = new byte[random.Next(0, 40) * 2];
            var count = buffer.Read(ref from, read);
            Assert.Equal(expectedFrom, from);
            Assert.Equal(Math.Clamp(end - expectedFrom, 0, read.Length / 2), count);
            Assert.Equal(AudioAt(from, count), read[..(count * 2)]);
        }
    }

    [Fact]
    public async Task ReplayBuffer_EveryChange_BeatsThePulseTakenBefore()
    {
        var buffer = new ReplayBuffer(10, bytesPerSample: 1);

        foreach (var change in new Action[] { () => buffer.Append([1, 2]), () => buffer.Release(1), buffer.Complete })
        {
            var changed = buffer.Changed.Next;
            Assert.False(changed.IsCompleted);
            change();
            await changed.WithTimeout();
        }

        Assert.True(buffer.IsComplete);
        Assert.Equal(9, buffer.Room);
    }

    /// <summary>Each sample's bytes tell its position.</summary>
    private static byte[] AudioAt(long position, int samples)
    {
        var pcm = new byte[samples * 2];
        for (var i = 0; i < samples; i++)
            BitConverter.TryWriteBytes(pcm.AsSpan(i * 2), (short)(position + i));
        return pcm;
    }
}
