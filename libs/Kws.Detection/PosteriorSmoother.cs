namespace Kws.Detection;

/// <summary>Mean of the last few rows of posteriors, or of all there are while there are fewer.</summary>
/// <remarks>
/// The mean is summed anew for every row, oldest first: a running sum would drift with the length of the
/// stream, and a replay would then differ from the first hearing.
/// </remarks>
internal sealed class PosteriorSmoother(int labels, int windows)
{
    private readonly float[] _rows = new float[labels * windows];
    private readonly float[] _mean = new float[labels];
    private long _count;

    /// <summary>The last mean, [labels]. Valid until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    public void Add(ReadOnlySpan<float> posteriors)
    {
        posteriors.CopyTo(_rows.AsSpan((int)(_count % windows) * labels, labels));
        _count++;
        var used = (int)Math.Min(_count, windows);
        Array.Clear(_mean);
        for (var row = _count - used; row < _count; row++)
        {
            var values = _rows.AsSpan((int)(row % windows) * labels, labels);
            for (var i = 0; i < labels; i++)
                _mean[i] += values[i];
        }
        for (var i = 0; i < labels; i++)
            _mean[i] /= used;
    }
}
