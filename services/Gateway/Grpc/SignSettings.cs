namespace Kws.Gateway.Grpc;

/// <summary>What a <see cref="SignStream"/> speaks.</summary>
internal enum SpokenSigns
{
    Silent,
    Letters,
    Words,
}

/// <summary>How a <see cref="SignStream"/> reads; the service behind checks the values.</summary>
internal sealed record SignSettings
{
    /// <summary>1 to 128 of <c>[A-Za-z0-9._:-]</c>.</summary>
    public required string DeviceId { get; init; }

    public bool IsMirrored { get; init; }

    /// <summary>0, 90, 180 or 270 clockwise.</summary>
    public int RotateDegrees { get; init; }

    /// <summary>In shares of the image; null: all of it.</summary>
    public (float Left, float Top, float Right, float Bottom)? Region { get; init; }

    public SpokenSigns Speak { get; init; }

    /// <summary>Of the speech service; empty: its default.</summary>
    public string Voice { get; init; } = "";

    /// <summary>Whether every frame is answered.</summary>
    public bool WantsObserved { get; init; }

    /// <summary>Whether J and Z are read from the hand's motion, which is experimental.</summary>
    public bool ReadsMotion { get; init; }

    /// <summary>How long without a letter ends a word; null: the service's own.</summary>
    public TimeSpan? WordPause { get; init; }
}
