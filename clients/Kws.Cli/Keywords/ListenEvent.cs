using Kws.Audio.V1;

namespace Kws.Cli.Keywords;

/// <summary>What happens to a listening device, as its owner sees it.</summary>
internal abstract record ListenEvent(string Device)
{
    /// <summary>The server takes audio from <see cref="Started.AcceptedSample"/> on.</summary>
    public sealed record Connected(string Device, Started Started) : ListenEvent(Device);

    /// <summary>A word, reported once however often its audio was sent.</summary>
    public sealed record Heard(string Device, Keyword Keyword) : ListenEvent(Device);

    public sealed record AlmostHeard(string Device, NearMiss NearMiss) : ListenEvent(Device);

    /// <summary>The connection is gone; the device tries again after a pause.</summary>
    public sealed record Disconnected(string Device, string Reason, TimeSpan RetryAfter) : ListenEvent(Device);

    /// <summary>All audio was decided.</summary>
    public sealed record Finished(string Device, DeviceResult Result) : ListenEvent(Device);
}

/// <summary>What came of one device's recording.</summary>
/// <param name="LostSamples">Audio that the server never had, since the connection was away for too long.</param>
internal sealed record DeviceResult(long Samples, int Keywords, int Reconnects, long LostSamples);
