using Kws.Cli.Audio;

namespace Kws.Cli.Keywords;

/// <summary>
/// The microphone side of a device: moves audio from its source into the replay buffer, at the
/// pace of time or as fast as the buffer has room.
/// </summary>
internal sealed class Capture(
    IAudioInput input,
    ReplayBuffer buffer,
    ListenSettings settings,
    TimeProvider timeProvider)
{
    /// <summary>Runs until the source ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var format = input.Format;
        var chunkSamples = Math.Max(1, format.SamplesIn(settings.Chunk));
        var chunk = new byte[chunkSamples * format.BytesPerSample];
        var begin = timeProvider.GetTimestamp();
        long captured = 0;
        int samples;
        while ((samples = await input.ReadAsync(chunk, cancellationToken)) > 0)
        {
            captured += samples;
            if (settings.RealTime)
                await UntilAsync(begin, format.DurationOf(captured), cancellationToken);
            else
                await RoomForAsync(samples, cancellationToken);
            buffer.Append(chunk.AsSpan(0, samples * format.BytesPerSample));
        }
        buffer.Complete();
    }

    /// <summary>A microphone hands a chunk over when its last sample was heard.</summary>
    private async Task UntilAsync(long begin, TimeSpan due, CancellationToken cancellationToken)
    {
        var early = due - timeProvider.GetElapsedTime(begin);
        if (early > TimeSpan.Zero)
            await Task.Delay(early, timeProvider, cancellationToken);
    }

    private async Task RoomForAsync(int samples, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = buffer.Changed.Next;
            if (buffer.Room >= samples)
                return;
            await changed.WaitAsync(cancellationToken);
        }
    }
}
