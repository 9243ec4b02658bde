using Kws.ServiceDefaults.Errors;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>Why something cannot become part of a data set.</summary>
/// <param name="File">As the client knows it; empty: of the whole.</param>
/// <param name="Reason">For people.</param>
internal sealed record DataSetFault(string File, string Reason);

/// <summary>Gathers the faults of an import; safe for concurrent use.</summary>
internal sealed class DataSetFaults
{
    /// <summary>Faults that are kept; further ones are counted.</summary>
    public const int MostKept = 1000;

    private readonly Lock _gate = new();
    private readonly List<DataSetFault> _kept = [];
    private int _total;

    /// <summary>All of them.</summary>
    public int Total => Volatile.Read(ref _total);

    public void Add(string file, string reason)
    {
        lock (_gate)
        {
            _total++;
            if (_kept.Count < MostKept)
                _kept.Add(new DataSetFault(file, reason));
        }
    }

    /// <summary>Those that are kept, in any order.</summary>
    public IReadOnlyList<DataSetFault> Kept()
    {
        lock (_gate)
            return [.. _kept];
    }

    /// <exception cref="DataSetRefusedException">There are some.</exception>
    public void ThrowIfAny()
    {
        lock (_gate)
            if (_total > 0)
                throw new DataSetRefusedException(
                    [.. _kept.OrderBy(fault => fault.File, StringComparer.Ordinal)], _total);
    }
}

/// <summary>Files that cannot become a data set; the message counts the faults and tells the first.</summary>
/// <param name="faults">By file.</param>
/// <param name="total">As many or more.</param>
internal sealed class DataSetRefusedException(IReadOnlyList<DataSetFault> faults, int total)
    : Exception(Describe(faults, total))
{
    private const int MostTold = 5;
    private const int LongestFile = 120;
    private const int LongestReason = 250;

    /// <summary>One fault.</summary>
    public DataSetRefusedException(string file, string reason) : this([new DataSetFault(file, reason)], 1)
    {
    }

    public IReadOnlyList<DataSetFault> Faults => faults;

    public int Total => total;

    private static string Describe(IReadOnlyList<DataSetFault> faults, int total)
    {
        var told = string.Join("; ", faults.Take(MostTold).Select(Describe));
        var rest = total > MostTold ? FormattableString.Invariant($"; and {total - MostTold} more") : "";
        return FormattableString.Invariant($"{total} {(total == 1 ? "fault" : "faults")}: {told}{rest}");
    }

    private static string Describe(DataSetFault fault)
    {
        var reason = Printable.Text(fault.Reason, LongestReason);
        return fault.File.Length == 0 ? reason : $"'{Printable.Text(fault.File, LongestFile)}': {reason}";
    }
}
