namespace Kws.VisionInference.Streaming;

/// <summary>Takes what sessions read: the bus, an archive.</summary>
internal interface IReadingSink
{
    /// <summary>Never blocks and keeps no more than a bounded number. False when it takes no more: the reading is
    /// counted as dropped.</summary>
    bool TryAdd(SignReading reading);
}

/// <summary>A letter or word that a session read.</summary>
/// <param name="Id">The event's id, unique.</param>
/// <param name="DeviceId">Whose camera.</param>
/// <param name="SessionId">The session.</param>
/// <param name="IsWord">A word, or one letter.</param>
/// <param name="Spelled">The letters as they were committed.</param>
/// <param name="Proposed">The likeliest word.</param>
/// <param name="Confidence">Posterior of the letter; for a word the least of its letters'.</param>
/// <param name="ModelName">The model.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="ReadAt">When.</param>
internal sealed record SignReading(
    string Id,
    string DeviceId,
    string SessionId,
    bool IsWord,
    string Spelled,
    string Proposed,
    float Confidence,
    string ModelName,
    string ModelVersion,
    DateTimeOffset ReadAt);

/// <summary>Hands readings to every sink; one that fails does not keep the others from theirs.</summary>
internal sealed class ReadingFanOut(
    IEnumerable<IReadingSink> sinks,
    VisionInferenceMetrics metrics,
    ILogger<ReadingFanOut> logger)
{
    private readonly IReadingSink[] _sinks = [.. sinks];

    public void Offer(SignReading reading)
    {
        foreach (var sink in _sinks)
        {
            try
            {
                if (!sink.TryAdd(reading))
                    metrics.Dropped(VisionDropReason.ReadingSink);
            }
            catch (Exception e)
            {
                metrics.Dropped(VisionDropReason.ReadingSink);
                VisionInferenceLog.ReadingSinkThrew(logger, sink.GetType().Name, reading.Id, e);
            }
        }
    }
}
