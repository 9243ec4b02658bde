namespace Kws.Audio;

/// <summary>
/// Changes the sample rate of a stream by any ratio of whole rates. Linear phase with its delay compensated:
/// output n stands at the time of input n * from / to. The same output for any chunking; aliases lie 70 dB down.
/// </summary>
/// <remarks>One caller at a time; no allocation after construction.</remarks>
public sealed class StreamingResampler
{
    private const int SpareSamples = 2048;
    private static readonly BoundedCache<(int From, int To), ResamplerPlan> Plans =
        new(32, rates => new ResamplerPlan(rates.From, rates.To));
    private readonly ResamplerPlan? _plan;
    private readonly float[] _buffer;
    private int _filled;
    private int _next;
    private int _phase;
    private long _taken;
    private long _given;

    /// <param name="fromHz">4000 to 192000.</param>
    /// <param name="toHz">4000 to 192000.</param>
    /// <exception cref="InvalidAudioException">A rate outside the limits.</exception>
    public StreamingResampler(int fromHz, int toHz)
    {
        FromHz = fromHz;
        ToHz = toHz;
        _plan = fromHz == toHz && fromHz > 0 ? null : Plans.For((fromHz, toHz));
        _buffer = _plan is null ? [] : new float[_plan.Taps + SpareSamples];
        Reset();
    }

    public int FromHz { get; }

    public int ToHz { get; }

    /// <summary>At least as many samples as the next <see cref="Process"/> of so many yields.</summary>
    public int MaxOutput(int sampleCount) =>
        _plan is null ? sampleCount : checked((int)(((long)sampleCount + _plan.Taps) * _plan.Up / _plan.Down + 1));

    /// <summary>At least as many samples as <see cref="Flush"/> yields.</summary>
    public int MaxFlush => _plan is null ? 0 : MaxOutput(0);

    /// <summary>Takes all <paramref name="samples"/>; returns the number of output samples written.</summary>
    /// <exception cref="ArgumentException"><paramref name="output"/> is shorter than <see cref="MaxOutput"/>; nothing
    /// was taken.</exception>
    public int Process(ReadOnlySpan<float> samples, Span<float> output)
    {
        if (output.Length < MaxOutput(samples.Length))
            throw new ArgumentException($"output holds {output.Length}; needed: {MaxOutput(samples.Length)}",
                nameof(output));
        _taken += samples.Length;
        if (_plan is null)
        {
            samples.CopyTo(output);
            return samples.Length;
        }

        return Feed(samples, output, long.MaxValue);
    }

    /// <summary>Ends the stream: writes what the last inputs still owe, so that in all ceil(n * to / from)
    /// samples came out. Then as <see cref="Reset"/>.</summary>
    /// <exception cref="ArgumentException"><paramref name="output"/> is shorter than
    /// <see cref="MaxFlush"/>.</exception>
    public int Flush(Span<float> output)
    {
        if (output.Length < MaxFlush)
            throw new ArgumentException($"output holds {output.Length}; needed: {MaxFlush}", nameof(output));
        var written = 0;
        if (_plan is not null)
        {
            var total = (_taken * _plan.Up + _plan.Down - 1) / _plan.Down;
            Span<float> zeros = stackalloc float[64];
            zeros.Clear();
            for (var left = _plan.Half; left > 0; left -= zeros.Length)
                written += Feed(zeros[..Math.Min(left, zeros.Length)], output[written..], total);
        }

        Reset();
        return written;
    }

    /// <summary>Forgets all audio: what follows is as in a new instance.</summary>
    public void Reset()
    {
        // The first output needs Half - 1 inputs from before the beginning, which are zeros.
        _filled = _plan is null ? 0 : _plan.Half - 1;
        _buffer.AsSpan(0, _filled).Clear();
        (_next, _phase, _taken, _given) = (0, 0, 0, 0);
    }

    private int Feed(ReadOnlySpan<float> samples, Span<float> output, long outputLimit)
    {
        var written = 0;
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, _buffer.Length - _filled);
            samples[..count].CopyTo(_buffer.AsSpan(_filled));
            _filled += count;
            samples = samples[count..];
            written += Drain(output[written..], outputLimit);
        }

        return written;
    }

    private int Drain(Span<float> output, long outputLimit)
    {
        var plan = _plan!;
        var written = 0;
        while (_next + plan.Taps <= _filled && _given < outputLimit)
        {
            output[written++] = plan.Output(_buffer.AsSpan(_next, plan.Taps), _phase);
            _given++;
            _phase += plan.Down;
            _next += _phase / plan.Up;
            _phase %= plan.Up;
        }

        var done = Math.Min(_next, _filled);
        _buffer.AsSpan(done, _filled - done).CopyTo(_buffer);
        _filled -= done;
        _next -= done;
        return written;
    }
}
