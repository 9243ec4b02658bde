using Kws.Cli.Audio;

namespace Kws.Cli.Keywords;

/// <summary>
/// The microphone side of a device: moves audio from its source into the replay buffer, at the
/// pace of time or as fast as the buffer has room.
/// </summary>
internal sealed class Capture(IAudioInput input, ReplayBuffer buffer, ListenSettings settings, TimeProvider time)
{
    /// <summary>Runs until the source ends.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        AudioFormat format = input.Format;
        int chunkSamples = Math.Max(1, format.SamplesIn(settings.Chunk));
        byte[] chunk = new byte[chunkSamples * format.BytesPerSample];
        long begin = time.GetTimestamp();
        long captured = 0;
        int samples;
        while ((samples = await input.ReadAsync(chunk, cancellation)) > 0)
        {
            captured += samples;
            if (settings.RealTime)
                await UntilAsync(begin, format.DurationOf(captured), cancellation);
            else
                await RoomForAsync(samples, cancellation);
            buffer.Append(chunk.AsSpan(0, samples * format.BytesPerSample));
        }
        buffer.Complete();
    }

    /// <summary>A microphone hands a chunk over when its last sample was heard.</summary>
    private async Task UntilAsync(long begin, TimeSpan due, CancellationToken cancellation)
    {
        TimeSpan early = due - time.GetElapsedTime(begin);
        if (early > TimeSpan.Zero)
            await Task.Delay(early, time, cancellation);
    }

    private async Task RoomForAsync(int samples, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = buffer.Changed.Next;
            if (buffer.Room >= samples)
                return;
            await changed.WaitAsync(cancellation);
        }
    }
}
