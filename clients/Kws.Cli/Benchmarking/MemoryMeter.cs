using System.Diagnostics;
using System.Globalization;

namespace Kws.Cli.Benchmarking;

/// <summary>Memory of a process while it was measured, in MB of 1,000,000 bytes.</summary>
/// <param name="Process">Its name.</param>
/// <param name="Id">Its id.</param>
/// <param name="BeginMb">Mean of the first tenth of the time.</param>
/// <param name="MostMb">The most that was seen.</param>
/// <param name="EndMb">Mean of the last tenth: well above the first, the process holds more and more.</param>
internal sealed record MemoryUse(string Process, int Id, double BeginMb, double MostMb, double EndMb);

/// <summary>Looks once a second at what memory processes hold of their own (on Linux without files that are mapped,
/// such as code), until it is disposed.</summary>
internal sealed class MemoryMeter : IAsyncDisposable
{
    private const double BytesPerMb = 1e6;
    private const string OwnMemory = "RssAnon:";
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private readonly (Process Process, List<long> Bytes)[] _processes;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="ids">Of processes that run.</param>
    /// <param name="timeProvider">Clock of the looks.</param>
    public MemoryMeter(IEnumerable<int> ids, TimeProvider timeProvider)
    {
        _processes = [.. ids.Select(id => (Process.GetProcessById(id), new List<long>()))];
        Look();
        _running = RunAsync(timeProvider);
    }

    /// <summary>What was seen since the begin.</summary>
    public IReadOnlyList<MemoryUse> Read()
    {
        lock (_processes)
        {
            Look();
            return [.. _processes.Select(entry => Summary(entry.Process.ProcessName, entry.Process.Id, entry.Bytes))];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (process, _) in _processes)
            process.Dispose();
        _stop.Dispose();
    }

    /// <param name="process">Its name.</param>
    /// <param name="id">Its id.</param>
    /// <param name="bytes">One look after the other, at least one.</param>
    internal static MemoryUse Summary(string process, int id, IReadOnlyList<long> bytes)
    {
        var tenth = Math.Max(1, bytes.Count / 10);
        return new MemoryUse(process, id, bytes.Take(tenth).Average() / BytesPerMb, bytes.Max() / BytesPerMb,
            bytes.TakeLast(tenth).Average() / BytesPerMb);
    }

    private async Task RunAsync(TimeProvider timeProvider)
    {
        using var timer = new PeriodicTimer(s_interval, timeProvider);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            lock (_processes)
                Look();
        }
    }

    private void Look()
    {
        foreach (var (process, bytes) in _processes)
            bytes.Add(OwnBytes(process));
    }

    private static long OwnBytes(Process process)
    {
        var status = $"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/status";
        if (File.Exists(status)
            && File.ReadLines(status).FirstOrDefault(line => line.StartsWith(OwnMemory, StringComparison.Ordinal))
                is { } line)
        {
            var kilobytes = line[OwnMemory.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.Parse(kilobytes, NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
        }
        process.Refresh();
        return process.WorkingSet64;
    }
}
