namespace Kws.Cli.Benchmarking.Model;

/// <summary>Latency of one batch size on one thread.</summary>
/// <param name="AllocatedBytes">Managed memory that the leanest run allocates: now and then the runtime itself does,
/// when it recompiles a method.</param>
internal sealed record ModelLatency(int Batch, DelaySummary Run, double PerItemMs, long AllocatedBytes)
{
    private const int WarmUps = 20;
    private const int Seed = 5;

    /// <summary>Runs batches of random input for as long as asked.</summary>
    public static ModelLatency Measure(
        ModelRunner model, int batch, TimeSpan duration, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        var inputs = new float[batch * model.InputValues];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = random.NextSingle() * 2 - 1;
        var posteriors = new float[batch * model.Labels];
        for (var i = 0; i < WarmUps; i++)
            model.Run(inputs, batch, posteriors);

        var delays = new DelayHistogram();
        var allocated = long.MaxValue;
        var begin = timeProvider.GetTimestamp();
        while (timeProvider.GetElapsedTime(begin) < duration || delays.Count == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = timeProvider.GetTimestamp();
            model.Run(inputs, batch, posteriors);
            delays.Add(timeProvider.GetElapsedTime(start));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        var summary = delays.Summary();
        return new ModelLatency(batch, summary, summary.P50Ms / batch, allocated);
    }
}
