namespace Kws.Tts.Engines.Espeak;

/// <summary>A place in the audio where a document asks for silence.</summary>
/// <param name="Sample">Where the silence begins.</param>
internal sealed record SpeechPause(long Sample) : SpeechPart;

/// <summary>
/// Makes the pauses of one job last as long as they should: the silence that the engine left around a pause counts,
/// the rest is put in before the next sound. Marks move along.
/// </summary>
/// <param name="sampleRateHz">Of the audio.</param>
/// <param name="pausesMs">How long the pauses are, in the order in which they come.</param>
internal sealed class PauseStage(int sampleRateHz, IReadOnlyList<int> pausesMs)
{
    // Between clauses the engine writes zeros, to within its rounding.
    private const int LoudestSilence = 2;

    private readonly Queue<SpeechPart> _ahead = [];
    private readonly List<SpeechMark> _held = [];
    private int _pauses;
    private long _read;
    private long _written;
    private long _wanted;
    private long _quiet;

    /// <summary>What is ready after the engine's next part.</summary>
    public IEnumerable<SpeechPart> Push(SpeechPart part)
    {
        if (part is not SpeechAudio audio)
        {
            _ahead.Enqueue(part);
            return [];
        }
        return Take(audio.Samples);
    }

    /// <summary>What is left at the end of the job.</summary>
    public IEnumerable<SpeechPart> Finish()
    {
        while (_ahead.TryDequeue(out var part))
            foreach (var ready in Reach(part))
                yield return ready;
        foreach (var rest in EndPause())
            yield return rest;
    }

    private IEnumerable<SpeechPart> Take(ReadOnlyMemory<short> samples)
    {
        var at = 0;
        while (_ahead.TryPeek(out var part) && SampleOf(part) < _read + samples.Length)
        {
            var here = (int)Math.Clamp(SampleOf(part) - _read, at, samples.Length);
            foreach (var ready in Pass(samples[at..here]))
                yield return ready;
            at = here;
            foreach (var ready in Reach(_ahead.Dequeue()))
                yield return ready;
        }
        foreach (var ready in Pass(samples[at..]))
            yield return ready;
        _read += samples.Length;
    }

    private static long SampleOf(SpeechPart part) => part is SpeechMark mark ? mark.Sample : ((SpeechPause)part).Sample;

    private IEnumerable<SpeechPart> Reach(SpeechPart part)
    {
        if (part is SpeechPause)
        {
            if (_pauses < pausesMs.Count)
                _wanted += (long)pausesMs[_pauses++] * sampleRateHz / 1000;
        }
        else if (_wanted > 0)
        {
            _held.Add((SpeechMark)part);
        }
        else
        {
            _quiet = 0;
            yield return ((SpeechMark)part) with { Sample = _written };
        }
    }

    private IEnumerable<SpeechPart> Pass(ReadOnlyMemory<short> samples)
    {
        if (samples.IsEmpty)
            yield break;
        var silent = samples.Span.IndexOfAnyExceptInRange((short)-LoudestSilence, (short)LoudestSilence);
        if (silent < 0)
        {
            _quiet += samples.Length;
            yield return Written(samples);
            yield break;
        }
        if (_wanted > 0)
        {
            _quiet += silent;
            if (silent > 0)
                yield return Written(samples[..silent]);
            foreach (var part in EndPause())
                yield return part;
            samples = samples[silent..];
        }
        _quiet = samples.Length - 1
            - samples.Span.LastIndexOfAnyExceptInRange((short)-LoudestSilence, (short)LoudestSilence);
        yield return Written(samples);
    }

    private IEnumerable<SpeechPart> EndPause()
    {
        for (var missing = _wanted - _quiet; missing > 0;)
        {
            var length = (int)Math.Min(missing, sampleRateHz / 2);
            yield return Written(new short[length]);
            missing -= length;
        }
        _wanted = _quiet = 0;
        foreach (var mark in _held)
            yield return mark with { Sample = _written };
        _held.Clear();
    }

    private SpeechAudio Written(ReadOnlyMemory<short> samples)
    {
        _written += samples.Length;
        return new SpeechAudio(samples);
    }
}
