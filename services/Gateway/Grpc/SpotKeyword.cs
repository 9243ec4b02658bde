namespace Kws.Gateway.Grpc;

/// <summary>A keyword that a <see cref="SpotStream"/> is to tell.</summary>
/// <param name="Label">Of the model.</param>
/// <param name="Threshold">The score from which on; null: the model's own.</param>
/// <param name="Isolation">Whether it must stand by itself; null: as for the stream's others.</param>
internal sealed record SpotKeyword(string Label, float? Threshold = null, WordIsolation? Isolation = null);

/// <summary><c>kws.audio.v1.Isolation</c>, where it is told.</summary>
internal enum WordIsolation
{
    Required,
    Preferred,
    Off,
}
