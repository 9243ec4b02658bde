using Kws.Audio.V1;

namespace Kws.Cli.Keywords;

/// <summary>What happens to a listening device, as its owner sees it.</summary>
internal abstract record ListenEvent(string Device)
{
    /// <summary>The event for programs, with <c>event</c> and <c>device</c> first.</summary>
    public abstract object ToJson();

    /// <summary>The server takes audio from <see cref="Started.AcceptedSample"/> on.</summary>
    public sealed record Connected(string Device, Started Started) : ListenEvent(Device)
    {
        public override object ToJson() => new
        {
            Event = "connected",
            Device,
            Started.SessionId,
            Started.RecordingId,
            Started.ModelName,
            Started.ModelVersion,
            Started.AcceptedSample,
            Started.StrideSamples,
            Started.WindowSamples,
        };
    }

    /// <summary>A word, reported once however often its audio was sent.</summary>
    public sealed record Heard(string Device, Keyword Keyword) : ListenEvent(Device)
    {
        public override object ToJson() => new
        {
            Event = "keyword",
            Device,
            Keyword.Id,
            Keyword.Label,
            Keyword.Confidence,
            Keyword.StartSample,
            Keyword.EndSample,
            Keyword.DecidedSample,
            Keyword.ModelVersion,
            ServerDelayMs = Keyword.ServerDelay?.ToTimeSpan().TotalMilliseconds,
        };
    }

    public sealed record AlmostHeard(string Device, NearMiss NearMiss) : ListenEvent(Device)
    {
        public override object ToJson() => new
        {
            Event = "near_miss",
            Device,
            NearMiss.Label,
            NearMiss.Score,
            NearMiss.Threshold,
            NearMiss.Rival,
            NearMiss.RivalScore,
            NearMiss.StartSample,
            NearMiss.EndSample,
        };
    }

    /// <summary>The connection is gone; the device tries again after a pause.</summary>
    public sealed record Disconnected(string Device, string Reason, TimeSpan RetryAfter) : ListenEvent(Device)
    {
        public override object ToJson() =>
            new { Event = "disconnected", Device, Reason, RetryAfterMs = RetryAfter.TotalMilliseconds };
    }

    /// <summary>All audio was decided.</summary>
    public sealed record Finished(string Device, DeviceResult Result) : ListenEvent(Device)
    {
        public override object ToJson() => new
        {
            Event = "finished",
            Device,
            Result.Samples,
            Result.Keywords,
            Result.Reconnects,
            Result.LostSamples,
        };
    }
}

/// <summary>What came of one device's recording.</summary>
/// <param name="LostSamples">Audio that the server never had, since the connection was away for too long.</param>
internal sealed record DeviceResult(long Samples, int Keywords, int Reconnects, long LostSamples);
