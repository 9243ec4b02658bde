using System.Runtime.InteropServices;
using Kws.Audio.V1;
using Kws.Cli.Audio;

namespace Kws.ScaleOut.Tests;

/// <summary>A microphone before which somebody says the tiny model's "yes" again and again, until told to
/// stop.</summary>
/// <param name="first">When the first word begins, in seconds.</param>
internal sealed class Talk(double first) : IAudioInput
{
    private const int Rate = 16_000;
    private const double WordSeconds = 0.8;

    // Apart by more than the refractory period, so that each is a word of its own.
    private const double PeriodSeconds = 2.5;

    // Of quiet behind the last word, so that it is decided.
    private const double QuietSeconds = 1;

    private const double Hertz = 400;

    private long _position;
    private volatile bool _isEnding;

    public AudioFormat Format { get; } = new(Rate, Encoding.S16Le);

    /// <summary>The middle of each word said so far, in samples.</summary>
    public IEnumerable<long> Words
    {
        get
        {
            var count = (int)Math.Floor((Interlocked.Read(ref _position) / (double)Rate - first) / PeriodSeconds) + 1;
            return Enumerable.Range(0, Math.Max(0, count))
                .Select(word => (long)((first + word * PeriodSeconds + WordSeconds / 2) * Rate));
        }
    }

    /// <summary>No word is begun any more.</summary>
    public void End() => _isEnding = true;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_isEnding && IntoPeriod(_position) is > WordSeconds + QuietSeconds)
            return ValueTask.FromResult(0);
        var samples = MemoryMarshal.Cast<byte, short>(buffer.Span);
        for (var i = 0; i < samples.Length; i++)
            samples[i] = Sample(_position + i);
        Interlocked.Add(ref _position, samples.Length);
        return ValueTask.FromResult(samples.Length);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static short Sample(long position, double intoPeriod) => intoPeriod is >= 0 and < WordSeconds
        ? (short)(8000 * Math.Sin(2 * Math.PI * Hertz * position / Rate))
        : (short)0;

    private short Sample(long position) => Sample(position, IntoPeriod(position));

    private double IntoPeriod(long position) => (position / (double)Rate - first) % PeriodSeconds;
}
