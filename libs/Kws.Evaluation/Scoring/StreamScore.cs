namespace Kws.Evaluation;

/// <summary>Counts over one or more recordings.</summary>
public sealed class StreamScore
{
    private readonly SortedDictionary<string, int> _falseAlarmsByLabel = new(StringComparer.Ordinal);
    private readonly List<double> _delays = [];
    private readonly List<MissedWord> _missed = [];
    private readonly List<HeardEvent> _falseAlarmEvents = [];

    /// <summary>Recordings added up.</summary>
    public int Recordings { get; private set; }

    /// <summary>Keywords spoken.</summary>
    public int Words { get; private set; }

    /// <summary>Keywords that an event of their label came for in time.</summary>
    public int Hits { get; private set; }

    /// <summary>Keywords without such an event.</summary>
    public int Misses => Words - Hits;

    /// <summary>Events without a keyword.</summary>
    public int FalseAlarms { get; private set; }

    /// <summary>Of the false alarms, those that came while another keyword was spoken.</summary>
    public int Confused { get; private set; }

    /// <summary>Length of the recordings.</summary>
    public double Hours { get; private set; }

    public double FalseAlarmsAnHour => Hours > 0 ? FalseAlarms / Hours : 0;

    /// <summary>Share of the keywords that were missed, 0 .. 1.</summary>
    public double MissShare => Words > 0 ? (double)Misses / Words : 0;

    /// <summary>95 % interval of <see cref="MissShare"/>; everything is possible without a keyword.</summary>
    public (double Lower, double Upper) MissInterval => Words > 0 ? ShareInterval.Wilson95(Misses, Words) : (0, 1);

    public IReadOnlyDictionary<string, int> FalseAlarmsByLabel => _falseAlarmsByLabel;

    /// <summary>The keywords that were missed, by recording and start.</summary>
    public IReadOnlyList<MissedWord> Missed => _missed;

    /// <summary>The false alarms, by recording and time.</summary>
    public IReadOnlyList<HeardEvent> FalseAlarmEvents => _falseAlarmEvents;

    internal void AddRecording(int words, double hours)
    {
        Recordings++;
        Words += words;
        Hours += hours;
    }

    /// <summary>Seconds from the end of a word to the end of the audio that its event was decided on, the middle of all
    /// hits; null without one.</summary>
    public double? DelaySecondsP50 => Delay(0.5);

    /// <summary>As <see cref="DelaySecondsP50"/>: 90 % of the hits came no later.</summary>
    public double? DelaySecondsP90 => Delay(0.9);

    internal void AddHit(double delaySeconds)
    {
        Hits++;
        _delays.Add(delaySeconds);
    }

    internal void AddMissed(string label, double startSeconds) =>
        _missed.Add(new MissedWord(Recordings - 1, label, Math.Round(startSeconds, 2)));

    internal void AddFalseAlarm(string label, bool whileAnotherWordWasSpoken, double seconds)
    {
        _falseAlarmEvents.Add(new HeardEvent(Recordings - 1, label, Math.Round(seconds, 3)));
        FalseAlarms++;
        Confused += whileAnotherWordWasSpoken ? 1 : 0;
        _falseAlarmsByLabel[label] = _falseAlarmsByLabel.GetValueOrDefault(label) + 1;
    }

    private double? Delay(double share) =>
        _delays.Count == 0
            ? null
            : Math.Round(_delays.Order().ElementAt((int)Math.Ceiling(share * _delays.Count) - 1), 3);
}

/// <summary>An event that no keyword was spoken for.</summary>
/// <param name="Recording">Number of its recording among those scored, from 0.</param>
/// <param name="Label">What was reported.</param>
/// <param name="Seconds">End of the audio that it was decided on, from the recording's begin.</param>
public sealed record HeardEvent(int Recording, string Label, double Seconds);
