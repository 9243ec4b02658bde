namespace Kws.Detection;

/// <summary>Scores the last few rows of posteriors, or all there are while there are fewer, as <see cref="Smoothing"/>
/// says.</summary>
/// <remarks>
/// Means are summed anew for every row, oldest first: a running sum would drift with the length of the
/// stream, and a replay would then differ from the first hearing.
/// </remarks>
internal sealed class PosteriorSmoother(int labels, Smoothing smoothing)
{
    private readonly float[] _rows = new float[labels * smoothing.Windows];
    private readonly float[] _score = new float[labels];
    private readonly float[] _early = new float[labels];
    private long _count;

    /// <summary>The last scores, [labels], each 0 .. 1. Valid until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<float> Score => _score;

    public void Add(ReadOnlySpan<float> posteriors)
    {
        posteriors.CopyTo(_rows.AsSpan((int)(_count % smoothing.Windows) * labels, labels));
        _count++;
        Average(smoothing.Windows, _score);
        if (smoothing.EarlyWindows == 0)
            return;
        Average(smoothing.EarlyWindows, _early);
        for (var i = 0; i < labels; i++)
            _score[i] = Math.Max(_score[i], _early[i] / (_early[i] + (1 - _early[i]) * smoothing.EarlyOdds));
    }

    private void Average(int windows, Span<float> mean)
    {
        var used = (int)Math.Min(_count, windows);
        mean.Clear();
        for (var row = _count - used; row < _count; row++)
        {
            var values = _rows.AsSpan((int)(row % smoothing.Windows) * labels, labels);
            for (var i = 0; i < labels; i++)
                mean[i] += values[i];
        }
        for (var i = 0; i < labels; i++)
            mean[i] /= used;
    }
}
