namespace Kws.Audio;

/// <summary>The energy of several channels and of their mean, to tell when the mean loses them: channels of opposite
/// phase cancel each other out, and a voice in one of many is faint.</summary>
internal sealed class ChannelLevels(int channels)
{
    /// <summary>Stands for the mean of all channels.</summary>
    public const int Mean = -1;

    // 6.02 dB and 3.01 dB: once left, the mean must be well back before it is taken again.
    private const double Lost = 1 / 4.0;
    private const double Back = 1 / 2.0;

    private readonly double[] _energies = new double[channels];
    private double _mean;

    /// <summary>Takes one frame; returns its mean.</summary>
    /// <param name="frame">[channels].</param>
    public float Add(ReadOnlySpan<float> frame)
    {
        var sum = 0f;
        for (var c = 0; c < frame.Length; c++)
        {
            sum += frame[c];
            _energies[c] += (double)frame[c] * frame[c];
        }
        var mean = sum / frame.Length;
        _mean += (double)mean * mean;
        return mean;
    }

    /// <summary>What to hear of all that was seen so far: the mean, or the loudest channel when the mean is more than
    /// 6 dB below it.</summary>
    /// <param name="present">What is heard now.</param>
    public int Choose(int present)
    {
        var loudest = Array.IndexOf(_energies, _energies.Max());
        var share = present == Mean ? Lost : Back;
        if (!(_mean < _energies[loudest] * share))
            return Mean;
        return present == Mean || _energies[present] < _energies[loudest] * Back ? loudest : present;
    }
}
