using System.Collections.Concurrent;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Keeps what sessions read.</summary>
internal sealed class RecordedReadings : IReadingSink
{
    public ConcurrentQueue<SignReading> All { get; } = new();

    public bool TryAdd(SignReading reading)
    {
        All.Enqueue(reading);
        return true;
    }
}
