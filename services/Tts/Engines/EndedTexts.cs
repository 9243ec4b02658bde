using System.Security.Cryptography;
using System.Text;

namespace Kws.Tts.Engines;

/// <summary>
/// Which jobs ended a voice, so that the same job does not end the next. Remembers digests for
/// <see cref="Lifetime"/>, the newest <see cref="Capacity"/>. Safe for concurrent use.
/// </summary>
internal sealed class EndedTexts(TimeProvider timeProvider)
{
    /// <summary>Most jobs that are remembered.</summary>
    public const int Capacity = 1024;

    /// <summary>How long a job is refused.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _until = [];
    private readonly Queue<string> _order = [];

    /// <summary>Remembers a job.</summary>
    public void Add(SpeechJob job)
    {
        var digest = Digest(job);
        lock (_gate)
        {
            if (!_until.ContainsKey(digest))
                _order.Enqueue(digest);
            _until[digest] = timeProvider.GetUtcNow() + Lifetime;
            if (_order.Count > Capacity)
                _until.Remove(_order.Dequeue());
        }
    }

    /// <summary>Whether the job ended a voice lately.</summary>
    public bool Contains(SpeechJob job)
    {
        var digest = Digest(job);
        lock (_gate)
            return _until.TryGetValue(digest, out var until) && timeProvider.GetUtcNow() < until;
    }

    // Marks and loudness do not decide what the library does with a text.
    private static string Digest(SpeechJob job) => Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{job.IsSsml} {job.Voice.ToUpperInvariant()} {job.Text}")));
}
