namespace Kws.VisionInference.Inference;

/// <summary>Counts pictures that were taken in spite of a flaw, and tells of them, at most once a minute.</summary>
internal sealed class FlawedPictures(
    VisionInferenceMetrics metrics,
    ILogger<FlawedPictures> logger,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _told;
    private int _untold;

    /// <param name="flaw">What was wrong: one of a few texts.</param>
    public void Add(string flaw)
    {
        metrics.Flawed(flaw);
        int pictures;
        lock (_lock)
        {
            _untold++;
            if (_told is { } told && timeProvider.GetElapsedTime(told) < s_silence)
                return;
            (pictures, _untold, _told) = (_untold, 0, timeProvider.GetTimestamp());
        }
        VisionInferenceLog.PicturesFlawed(logger, pictures, flaw);
    }
}
