using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction.Streaming;

/// <summary>Counts the streams of the whole server against its limits.</summary>
internal sealed class StreamQuota(IOptions<FeatureExtractionOptions> options, FeatureMetrics metrics)
{
    private readonly FeatureExtractionOptions _options = options.Value;
    private int _streams;

    /// <param name="openOnCall">Streams that the call has already.</param>
    /// <exception cref="LimitExceededException">The call or the server has as many streams as it takes.</exception>
    public void OpenStream(int openOnCall)
    {
        if (openOnCall >= _options.MaxStreamsPerCall)
            throw new LimitExceededException("open streams on this call", $"{openOnCall + 1}",
                $"{_options.MaxStreamsPerCall}");
        if (Interlocked.Increment(ref _streams) > _options.MaxStreams)
        {
            Interlocked.Decrement(ref _streams);
            throw new LimitExceededException("open streams of this server", $"{_options.MaxStreams + 1}",
                $"{_options.MaxStreams}");
        }

        metrics.StreamsOpened(1);
    }

    public void CloseStreams(int count)
    {
        Interlocked.Add(ref _streams, -count);
        metrics.StreamsOpened(-count);
    }
}
