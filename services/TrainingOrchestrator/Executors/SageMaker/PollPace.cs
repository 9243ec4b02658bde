using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>Pauses between looks: each half as long again as the one before, up to the longest, and every one up to a
/// fifth longer or shorter, so that many who look do not look together.</summary>
/// <param name="shortest">The first pause.</param>
/// <param name="longest">Not exceeded but by the spread.</param>
/// <param name="of">Whose: the spread is the same for the same.</param>
internal sealed class PollPace(TimeSpan shortest, TimeSpan longest, string of)
{
    private const double Growth = 1.5;
    private const double Spread = 0.2;

    private readonly Random _random = new(
        BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(of))));
    private TimeSpan? _next;

    public TimeSpan Next()
    {
        var pause = _next ?? shortest;
        var grown = pause * Growth;
        _next = grown < longest ? grown : longest > pause ? longest : pause;
        return pause * (1 + (Spread * ((2 * _random.NextDouble()) - 1)));
    }

    /// <summary>The next pause is the shortest again.</summary>
    public void Restart() => _next = null;
}
