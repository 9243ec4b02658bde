using System.Globalization;
using Kws.Cli.Output;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>What streams cost a server: its cores, and which of its threads they went to.</summary>
/// <param name="CoresPerThousand">Cores that a thousand such streams would take at the same cost each.</param>
internal sealed record StreamCost(
    string Process, int Id, double Cores, double CoresPerThousand, IReadOnlyList<ThreadShare> Threads)
{
    private const double Thousand = 1000;

    public static StreamCost Of(CpuShare share, IReadOnlyList<ThreadShare> threads, int streams) =>
        new(share.Process, share.Id, share.Cores, share.Cores * Thousand / streams, threads);

    /// <summary>One row a server and one for each kind of its threads.</summary>
    public static ResultTable Table(IReadOnlyList<StreamCost> costs, int streams)
    {
        var table = new ResultTable(
            "~cost", ">cores", ">cores a thousand streams", ">us a stream and second", ">in the kernel");
        foreach (var cost in costs)
        {
            var kernel = cost.Threads.Sum(thread => thread.KernelCores);
            Row($"{cost.Process} ({cost.Id})", cost.Cores, kernel);
            foreach (var thread in cost.Threads)
                Row($"  {thread.Thread}", thread.Cores, thread.KernelCores);
        }
        return table;

        void Row(string name, double cores, double kernel) => table.Row(name, Number(cores, "0.00"),
            Number(cores * Thousand / streams, "0.00"), Number(cores * 1e6 / streams, "0"),
            cores > 0 ? Number(Math.Min(1, kernel / cores), "0 %") : "");
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
