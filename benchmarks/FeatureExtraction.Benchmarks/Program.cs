using System.Diagnostics;
using System.Globalization;
using Kws.FeatureExtraction.Benchmarks;

// Usage: <address of FeatureExtraction> <its process id> [streams] [parts|single] [seconds]
if (args.Length < 2)
{
    Console.Error.WriteLine(
        "usage: FeatureExtraction.Benchmarks ADDRESS PROCESS-ID [STREAMS=1000] [parts|single] [SECONDS=10]");
    return 2;
}

var load = new RealTimeStreams(new Uri(args[0]), Argument(2, 1_000), useParts: args.Length < 4 || args[3] == "parts");
using var server = Process.GetProcessById(Argument(1, 0));
await load.OpenAsync();
await load.SendAsync(TimeSpan.FromSeconds(3));
load.ForgetDelays();

server.Refresh();
var (cpuBefore, begin) = (server.TotalProcessorTime, Stopwatch.GetTimestamp());
await load.SendAsync(TimeSpan.FromSeconds(Argument(4, 10)));
server.Refresh();
var cores = (server.TotalProcessorTime - cpuBefore) / Stopwatch.GetElapsedTime(begin);
await load.CloseAsync();

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{load.Streams} streams: {cores:0.00} cores of the server, {server.WorkingSet64 >> 20} MB, delay p50 " +
    $"{load.Delay(0.5):0.0} ms p99 {load.Delay(0.99):0.0} ms, frames missing {load.FramesMissing}"));
return load.FramesMissing == 0 ? 0 : 1;

int Argument(int index, int fallback) => args.Length > index
    ? int.Parse(args[index], CultureInfo.InvariantCulture)
    : fallback;
