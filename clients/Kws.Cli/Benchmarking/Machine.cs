using System.Runtime.InteropServices;

namespace Kws.Cli.Benchmarking;

/// <summary>What a figure was measured on: without it the figure says nothing.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime)
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static Machine This { get; } = new(
        ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    public override string ToString() => $"{Processor}, {Cores} cores; {System}; {Runtime}";

    private static string ProcessorName()
    {
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
