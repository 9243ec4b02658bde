using System.Globalization;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Benchmarking;

/// <summary>Cores that the threads of one name kept busy.</summary>
/// <param name="Thread">What the program calls them; Linux keeps 15 characters.</param>
/// <param name="Cores">1.0 is one core, always busy.</param>
/// <param name="KernelCores">Of these, in the kernel: sockets, waking threads, memory.</param>
internal sealed record ThreadShare(string Thread, double Cores, double KernelCores);

/// <summary>What the threads of a process work between two moments, by their names: a server's stages have threads of
/// their own. One that ends in between counts as idle.</summary>
internal sealed class ThreadMeter
{
    // proc(5): utime and stime are counted in hundredths of a second on every architecture.
    private const double TicksPerSecond = 100;
    // Less is not worth a row.
    private const double LeastCores = 0.001;
    private const int UserField = 11;
    private const int KernelField = 12;

    private readonly int _process;
    private readonly TimeProvider _timeProvider;
    private readonly Dictionary<string, Times> _before;
    private readonly long _begin;

    /// <param name="process">A process that runs on this machine.</param>
    /// <exception cref="BadInputException">The system has no /proc with threads of that process.</exception>
    public ThreadMeter(int process, TimeProvider timeProvider)
    {
        _process = process;
        _timeProvider = timeProvider;
        _before = ReadAll().ToDictionary(thread => thread.Id, thread => thread.Times);
        _begin = timeProvider.GetTimestamp();
        if (_before.Count == 0)
            throw new BadInputException("--cost", $"{process}",
                "threads of a server are read from /proc: it must run on this machine, and the machine on Linux");
    }

    /// <summary>The busiest first; without those that did next to nothing.</summary>
    public IReadOnlyList<ThreadShare> Read()
    {
        var seconds = _timeProvider.GetElapsedTime(_begin).TotalSeconds;
        return
        [
            .. ReadAll()
                .GroupBy(thread => thread.Times.Name,
                    thread => thread.Times.Since(_before.GetValueOrDefault(thread.Id)))
                .Select(threads => new ThreadShare(threads.Key, threads.Sum(spent => spent.User + spent.Kernel)
                    / TicksPerSecond / seconds, threads.Sum(spent => spent.Kernel) / TicksPerSecond / seconds))
                .Where(share => share.Cores >= LeastCores)
                .OrderByDescending(share => share.Cores),
        ];
    }

    /// <summary>Name and times of a thread, of the text of its <c>stat</c>; null for what is none.</summary>
    internal static (string Name, long User, long Kernel)? Parse(string stat)
    {
        // The name may hold spaces and brackets.
        (var open, var close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
        if (open < 0 || close < open)
            return null;
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > KernelField
            && long.TryParse(fields[UserField], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            && long.TryParse(fields[KernelField], NumberStyles.None, CultureInfo.InvariantCulture, out var kernel)
                ? (stat[(open + 1)..close], user, kernel)
                : null;
    }

    private IEnumerable<(string Id, Times Times)> ReadAll()
    {
        var folder = $"/proc/{_process.ToString(CultureInfo.InvariantCulture)}/task";
        if (!Directory.Exists(folder))
            yield break;
        foreach (var thread in Directory.EnumerateDirectories(folder))
            if (Stat(thread) is { } stat && Parse(stat) is var (name, user, kernel))
                yield return (thread, new Times(name, user, kernel));
    }

    private static string? Stat(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "stat"));
        }
        // It has ended since it was listed.
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Times(string Name, long User, long Kernel)
    {
        public (long User, long Kernel) Since(Times? before) =>
            (User - (before?.User ?? 0), Kernel - (before?.Kernel ?? 0));
    }
}
