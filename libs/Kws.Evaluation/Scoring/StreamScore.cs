namespace Kws.Evaluation;

/// <summary>Counts over one or more recordings.</summary>
public sealed class StreamScore
{
    private readonly SortedDictionary<string, int> _falseAlarmsByLabel = new(StringComparer.Ordinal);

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

    public IReadOnlyDictionary<string, int> FalseAlarmsByLabel => _falseAlarmsByLabel;

    internal void AddRecording(int words, double hours)
    {
        Words += words;
        Hours += hours;
    }

    internal void AddHit() => Hits++;

    internal void AddFalseAlarm(string label, bool whileAnotherWordWasSpoken)
    {
        FalseAlarms++;
        Confused += whileAnotherWordWasSpoken ? 1 : 0;
        _falseAlarmsByLabel[label] = _falseAlarmsByLabel.GetValueOrDefault(label) + 1;
    }
}
