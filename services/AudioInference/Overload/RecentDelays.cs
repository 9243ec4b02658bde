namespace Kws.AudioInference.Overload;

/// <summary>How many windows of the last second came and were decided, and how long the decisions took, in steps of an
/// eighth. Safe for concurrent use, but for
/// <see cref="Turn"/>.</summary>
internal sealed class RecentDelays
{
    /// <summary>How often <see cref="Turn"/> is to be called.</summary>
    public static readonly TimeSpan TurnEvery = TimeSpan.FromMilliseconds(100);

    private const int Turns = 10;
    private const int Steps = 80;
    private const double Least = 0.001;
    private const double Step = 1.125;

    private readonly int[][] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new int[Steps])];
    private readonly int[] _came = new int[Turns];
    private int _turn;

    /// <summary>Windows that are to be decided.</summary>
    public int Came => _came.Sum();

    public void AddCame(int windows) => Interlocked.Add(ref _came[Volatile.Read(ref _turn)], windows);

    public void Add(TimeSpan delay)
    {
        var step = Math.Ceiling(Math.Log(Math.Max(Least, delay.TotalSeconds) / Least, Step));
        Interlocked.Increment(ref _turns[Volatile.Read(ref _turn)][(int)Math.Min(step, Steps - 1)]);
    }

    /// <summary>A tenth of a second has passed: what is ten of them old is forgotten.</summary>
    public void Turn()
    {
        var next = (_turn + 1) % Turns;
        Array.Clear(_turns[next]);
        _came[next] = 0;
        Volatile.Write(ref _turn, next);
    }

    /// <summary>How many there were, and what nine of ten did not exceed; zero when there was none.</summary>
    public (int Count, TimeSpan NineOfTen) Read()
    {
        var count = _turns.Sum(turn => turn.Sum());
        var left = count / 10;
        for (var step = Steps - 1; step >= 0; step--)
        {
            left -= _turns.Sum(turn => turn[step]);
            if (left < 0)
                return (count, TimeSpan.FromSeconds(Least * Math.Pow(Step, step)));
        }
        return (count, TimeSpan.Zero);
    }
}
