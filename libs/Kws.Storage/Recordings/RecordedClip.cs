namespace Kws.Storage.Recordings;

/// <summary>What is known of a recorded clip: the JSON beside its WAV (snake_case).</summary>
/// <remarks>Positions are samples of the device's recording at <see cref="SampleRateHz"/>.</remarks>
public sealed record RecordedClip
{
    /// <summary>The detection's id; replaying the same audio gives the same.</summary>
    public required string Id { get; init; }

    public required string Label { get; init; }

    /// <summary>Smoothed posterior of the label, 0 to 1.</summary>
    public required float Confidence { get; init; }

    public required string DeviceId { get; init; }

    /// <summary>UTC; its date is the folder.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    public required int SampleRateHz { get; init; }

    /// <summary>Position of the WAV's first sample.</summary>
    public required long FirstSample { get; init; }

    /// <summary>Where the word begins.</summary>
    public required long StartSample { get; init; }

    /// <summary>One past the word's last sample.</summary>
    public required long EndSample { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }
}
