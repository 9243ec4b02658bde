namespace Kws.AudioInference.Detection;

/// <summary>A keyword that a device spoke, for consumers beside the device itself (the bus, an archive).</summary>
/// <remarks>Positions are samples of the recording at <see cref="SampleRateHz"/>.</remarks>
internal sealed record KeywordDetection
{
    /// <summary>The same when the same recording is heard again: keep the first of equal ids.</summary>
    public required string Id { get; init; }

    public required string DeviceId { get; init; }

    public required string RecordingId { get; init; }

    public required string SessionId { get; init; }

    public required string Label { get; init; }

    /// <summary>Smoothed posterior, 0 .. 1.</summary>
    public required float Confidence { get; init; }

    public required long StartSample { get; init; }

    /// <summary>One past the word's last sample.</summary>
    public required long EndSample { get; init; }

    public required long DecidedSample { get; init; }

    public required int SampleRateHz { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>The audio around the word; null unless a sink asked for it.</summary>
    public DetectionAudio? Audio { get; init; }
}

/// <summary>Audio around a word, mono 16-bit little-endian at the device's rate.</summary>
/// <param name="FirstSample">Position of the first sample in the recording.</param>
/// <param name="Pcm">Two bytes a sample.</param>
internal sealed record DetectionAudio(long FirstSample, byte[] Pcm);

/// <summary>Gets every detection of every session. Register any number of them.</summary>
internal interface IDetectionSink
{
    /// <summary>
    /// Whether <see cref="KeywordDetection.Audio"/> is wanted. Read once, at start-up: sessions then keep a few seconds
    /// of audio, and the sink gets a detection once the audio after the word has come, or the stream has ended.
    /// </summary>
    bool WantsAudio { get; }

    /// <summary>
    /// Takes a detection. Called on an inference thread or a call's reader: it must return at once and never block, so
    /// it queues the detection, and counts and logs what its bounded queue cannot take. What it throws is logged and
    /// dropped.
    /// </summary>
    void Offer(KeywordDetection detection);
}
