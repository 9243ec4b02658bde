using System.Diagnostics;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Benchmarking;

/// <summary>Processor time that processes use between two moments.</summary>
internal sealed class CpuMeter : IDisposable
{
    private readonly List<(Process Process, TimeSpan Begin)> _processes = [];
    private readonly long _begin = Stopwatch.GetTimestamp();

    /// <param name="ids">Process ids, as <c>--server-pids</c> gives them; this process is always measured too.</param>
    public CpuMeter(IEnumerable<int> ids)
    {
        foreach (int id in ids.Prepend(Environment.ProcessId))
        {
            Process process = Find(id);
            _processes.Add((process, process.TotalProcessorTime));
        }
    }

    /// <summary>Cores kept busy since the begin, by process.</summary>
    public IReadOnlyList<CpuShare> Read()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_begin);
        return [.. _processes.Select(entry =>
        {
            entry.Process.Refresh();
            bool isSelf = entry.Process.Id == Environment.ProcessId;
            return new CpuShare(isSelf ? "kws bench" : entry.Process.ProcessName, entry.Process.Id, (entry.Process.TotalProcessorTime - entry.Begin) / elapsed);
        })];
    }

    public void Dispose()
    {
        foreach ((Process process, _) in _processes)
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

/// <param name="Cores">1.0 is one core, always busy.</param>
internal sealed record CpuShare(string Process, int Id, double Cores);
