namespace Kws.Evaluation;

/// <summary>Where in a clip the word is spoken, by energy.</summary>
public static class WordExtent
{
    private const int BlockSamples = 160;
    private const int BridgedBlocks = 12;

    /// <summary>
    /// Start and end sample: the blocks of 10 ms around the loudest that stay above a threshold between the noise
    /// floor and the peak, gaps of up to 120 ms bridged. An all-quiet clip gives its whole length.
    /// </summary>
    /// <param name="samples">At 16 kHz.</param>
    public static (int Start, int End) Find(ReadOnlySpan<float> samples)
    {
        var blocks = samples.Length / BlockSamples;
        if (blocks < 3)
            return (0, samples.Length);
        var level = new float[blocks];
        for (var block = 0; block < blocks; block++)
            level[block] = Spread(samples.Slice(block * BlockSamples, BlockSamples));
        float[] sorted = [.. level.Order()];
        float floor = sorted[blocks / 10], peak = sorted[^1];
        if (peak < 2 * floor)
            return (0, samples.Length);
        var threshold = Math.Max(peak * 0.04f, Math.Min(floor * 2.5f, peak * 0.3f));
        var loudest = Array.IndexOf(level, peak);
        int first = Reach(level, loudest, -1, threshold), last = Reach(level, loudest, 1, threshold);
        return (Math.Max(0, (first - 1) * BlockSamples), Math.Min(samples.Length, (last + 2) * BlockSamples));
    }

    // The last loud block that is reached from the loudest without a gap longer than is bridged.
    private static int Reach(float[] level, int from, int step, float threshold)
    {
        var reached = from;
        for (var at = from + step; at >= 0 && at < level.Length && Math.Abs(at - reached) <= BridgedBlocks; at += step)
            if (level[at] > threshold)
                reached = at;
        return reached;
    }

    private static float Spread(ReadOnlySpan<float> block)
    {
        float mean = 0, squares = 0;
        foreach (var sample in block)
            mean += sample / block.Length;
        foreach (var sample in block)
            squares += (sample - mean) * (sample - mean);
        return MathF.Sqrt(squares / block.Length) + 3e-8f;
    }
}
