using System.Diagnostics;
using System.Runtime.InteropServices;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Benchmarking;

/// <summary>What a figure was measured on: without it the figure says nothing.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime)
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static Machine This { get; } = new(
        ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription);

    public override string ToString() => $"{Processor}, {Cores} cores; {System}; {Runtime}";

    private static string ProcessorName()
    {
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':') + 1)..].Trim();
    }
}

/// <param name="Cores">1.0 is one core, always busy.</param>
internal sealed record CpuShare(string Process, int Id, double Cores);

/// <summary>Processor time that processes use between two moments.</summary>
internal sealed class CpuMeter : IDisposable
{
    private readonly List<(Process Process, TimeSpan Begin)> _processes = [];
    private readonly TimeProvider _timeProvider;
    private readonly long _begin;

    /// <param name="ids">Process ids, as <c>--server-pids</c> gives them; this process is always measured too.</param>
    /// <exception cref="BadInputException">No process has such an id.</exception>
    public CpuMeter(IEnumerable<int> ids, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        foreach (var id in ids.Prepend(Environment.ProcessId))
        {
            var process = Find(id);
            _processes.Add((process, process.TotalProcessorTime));
        }
        _begin = timeProvider.GetTimestamp();
    }

    /// <summary>Cores kept busy since the begin, by process.</summary>
    public IReadOnlyList<CpuShare> Read()
    {
        var elapsed = _timeProvider.GetElapsedTime(_begin);
        return [.. _processes.Select(entry =>
        {
            entry.Process.Refresh();
            var isSelf = entry.Process.Id == Environment.ProcessId;
            return new CpuShare(isSelf ? "kws bench" : entry.Process.ProcessName, entry.Process.Id,
                (entry.Process.TotalProcessorTime - entry.Begin) / elapsed);
        })];
    }

    public void Dispose()
    {
        foreach ((var process, _) in _processes)
            process.Dispose();
    }

    private static Process Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            throw new BadInputException("--server-pids", $"{id}", "it must be the id of a running process");
        }
    }
}
