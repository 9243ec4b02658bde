using Kws.Audio;

namespace Kws.Gateway.Grpc;

/// <summary>How a <see cref="SpotStream"/> listens; the service behind checks the values.</summary>
internal sealed record SpotSettings
{
    /// <summary>1 to 128 of <c>[A-Za-z0-9._:-]</c>.</summary>
    public required string DeviceId { get; init; }

    /// <summary>Of the audio that is sent.</summary>
    public required int SampleRateHz { get; init; }

    /// <summary>Of the audio that is sent.</summary>
    public PcmEncoding Encoding { get; init; } = PcmEncoding.S16Le;

    /// <summary>Labels to report; empty: all of the model.</summary>
    public IReadOnlyList<SpotKeyword> Keywords { get; init; } = [];

    /// <summary>Of keywords that do not say it themselves; null: as the model has it.</summary>
    public WordIsolation? Isolation { get; init; }

    public bool WantsNearMisses { get; init; }

    public bool WantsScores { get; init; }

    /// <summary>Names the recording across reconnects; empty: the service makes one.</summary>
    public string RecordingId { get; init; } = "";

    /// <summary>Where the audio that is sent begins.</summary>
    public long ResumeSample { get; init; }
}
