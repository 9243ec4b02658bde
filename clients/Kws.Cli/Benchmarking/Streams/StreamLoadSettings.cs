namespace Kws.Cli.Benchmarking.Streams;

/// <summary>The load of <c>kws bench streams</c>.</summary>
/// <param name="Connections">HTTP/2 connections that the streams share.</param>
/// <param name="Spread">Time over which the streams begin; zero: all together, the worst case.</param>
/// <param name="WarmUp">Time that is not measured, from when all streams are open.</param>
internal sealed record StreamLoadSettings(int Streams, int Connections, TimeSpan Chunk, TimeSpan Spread, TimeSpan WarmUp, TimeSpan Measure, IReadOnlyList<int> ServerProcesses)
{
    public int ChunkSamples => (int)Math.Round(Chunk.TotalSeconds * LoadAudio.SampleRateHz);
}
