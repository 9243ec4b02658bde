using Kws.Audio.V1;

namespace Kws.Cli.Keywords;

/// <summary>How devices send and what they ask for.</summary>
internal sealed record ListenSettings
{
    /// <summary>What is kept for a replay.</summary>
    public static readonly TimeSpan ReplayTime = TimeSpan.FromSeconds(60);

    /// <summary>Audio sent ahead of the server's acknowledgement, at most: a device that has to catch up does not
    /// flood.</summary>
    public static readonly TimeSpan MostUnacknowledged = TimeSpan.FromSeconds(4);

    /// <summary>Audio a message.</summary>
    public required TimeSpan Chunk { get; init; }

    /// <summary>True: send at the pace of speech. False: as fast as the server takes it.</summary>
    public required bool RealTime { get; init; }

    /// <summary>How long to try to reach the server again; zero: not at all.</summary>
    public required TimeSpan RetryFor { get; init; }

    /// <summary>How long the server may acknowledge nothing of audio that it was sent, before the call counts as
    /// lost.</summary>
    public TimeSpan MostSilence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Keywords to report; empty: all of the model's.</summary>
    public IReadOnlyList<KeywordChoice> Keywords { get; init; } = [];

    /// <summary>Whether words must stand by themselves.</summary>
    public Isolation Isolation { get; init; }

    public bool WantNearMisses { get; init; }

    /// <summary>Names the recording across reconnects; null: a new name.</summary>
    public string? RecordingId { get; init; }
}
