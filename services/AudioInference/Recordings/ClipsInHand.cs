using System.Threading.Channels;
using Kws.AudioInference.Detection;

namespace Kws.AudioInference.Recordings;

/// <summary>A clip that is about to be stored.</summary>
internal sealed class ClipInHand(KeywordDetection detection)
{
    public KeywordDetection Detection => detection;

    /// <summary>How many clips had been stored when it was refused last; null: it was not.</summary>
    public long? StoredBefore { get; set; }

    /// <summary>How often it was refused although another one was stored since the time before.</summary>
    public int Refusals { get; set; }
}

/// <summary>
/// The clips that the writer deals with: the queue's, a few of them set aside when the store refuses them, so that one
/// that it never takes does not stand in the way of all others.
/// </summary>
/// <param name="queue">Clips not dealt with yet.</param>
internal sealed class ClipsInHand(ChannelReader<KeywordDetection> queue)
{
    /// <summary>Clips set aside at most: enough to tell a store that is away from one clip that it refuses.</summary>
    public const int MaxAside = 4;

    private const int MaxRefusals = 3;

    private readonly Queue<ClipInHand> _aside = new();
    private long _stored;
    private int _refusedInARow;

    /// <summary>How often in a row all clips in hand were refused.</summary>
    public int RoundsRefused => _refusedInARow / Math.Max(1, _aside.Count);

    /// <summary>The next clip to try; null: the queue is closed and nothing is left.</summary>
    public async ValueTask<ClipInHand?> NextAsync()
    {
        // A new one first, as long as it may show that the store takes others.
        if (_aside.Count < MaxAside && queue.TryRead(out var waiting))
            return new ClipInHand(waiting);
        if (_aside.TryDequeue(out var aside))
            return aside;
        return await queue.WaitToReadAsync().ConfigureAwait(false) && queue.TryRead(out waiting)
            ? new ClipInHand(waiting)
            : null;
    }

    public void WasStored()
    {
        _stored++;
        _refusedInARow = 0;
    }

    /// <summary>Sets the clip aside.</summary>
    /// <returns>False: it has been refused often enough while others were stored, and is not kept.</returns>
    public bool WasRefused(ClipInHand clip)
    {
        _refusedInARow++;
        if (clip.StoredBefore < _stored && ++clip.Refusals >= MaxRefusals)
            return false;
        clip.StoredBefore = _stored;
        _aside.Enqueue(clip);
        return true;
    }
}
