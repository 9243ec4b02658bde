namespace Kws.Aws.Mesh;

/// <summary>The services' own instruments that CloudWatch is told of.</summary>
/// <remarks>Counters alone: the collector's exporter makes the difference of two readings of whatever sum it is given,
/// of <c>kws.audio.streams.open</c> too, which goes up and down. Open streams are told by what they cause instead.
/// </remarks>
internal static class MeshMetrics
{
    /// <summary>CloudWatch's namespace.</summary>
    public const string Namespace = "Kws";

    /// <summary>The dimension, an attribute of telemetry's resource.</summary>
    public const string Service = "service.name";

    /// <summary>Windows that AudioInference decided: ten a second of each stream.</summary>
    public const string Windows = "kws.audio.windows";

    /// <summary>Pictures that VisionInference read: as many a second as a stream sends, about five.</summary>
    public const string Pictures = "kws.vision.pictures";

    /// <summary>Streams that AudioInference had no headroom for.</summary>
    public const string StreamsRefused = "kws.audio.streams.refused";

    /// <summary>Calls refused or ended for a limit.</summary>
    public const string CallsRefused = "kws.calls.refused";

    /// <summary>Events that the bus never got.</summary>
    public const string EventsDropped = "kws.bus.dropped";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Windows, Pictures, StreamsRefused, CallsRefused, EventsDropped];
}
