using System.Diagnostics.Metrics;
using System.Globalization;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Calls;

/// <summary>
/// The bytes that calls hold of this process, all together and of one peer no more than its share: messages from their
/// first byte on, and what is made of them. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A fifth is kept for small holdings: the next chunk of a stream that runs is taken while large messages are refused.
/// </remarks>
public sealed class ByteBudget
{
    /// <summary>What counts as small, in bytes.</summary>
    public const int SmallBytes = 256 * 1024;

    // Of what the process may use, for what else it holds is as much again: models, audio, buffers, the runtime.
    private const int DefaultPart = 4;
    private const int LargeFifths = 4;
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, PeerBytes> _peers = [];
    private readonly CallRefusals _refusals;
    private readonly long _ofOnePeer;
    private long _held;

    public ByteBudget(IOptions<CallLimitsOptions> options, CallRefusals refusals, IMeterFactory meters)
    {
        _refusals = refusals;
        var configured = options.Value.MaxHeldBytes;
        Limit = configured > 0 ? configured : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / DefaultPart;
        _ofOnePeer = (long)(Limit * (options.Value.PeerShare / 100.0));
        meters.Create("Kws.ServiceDefaults")
            .CreateObservableUpDownCounter("kws.calls.held", () => Held, "By", "Bytes that calls hold");
    }

    /// <summary>Most bytes, 1 or more.</summary>
    public long Limit { get; }

    /// <summary>Bytes held now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>What a call holds, until it is disposed of with the call.</summary>
    /// <param name="peer">Who calls.</param>
    public CallBytes Open(string peer)
    {
        lock (_lock)
        {
            if (!_peers.TryGetValue(peer, out var bytes))
                _peers.Add(peer, bytes = new PeerBytes(peer));
            bytes.Calls++;
            return new CallBytes(this, bytes);
        }
    }

    /// <inheritdoc cref="Open(string)"/>
    public CallBytes Open(HttpContext call) => Open(Peer.Of(call));

    internal void Close(PeerBytes peer)
    {
        lock (_lock)
        {
            if (--peer.Calls == 0)
                _peers.Remove(peer.Peer);
        }
    }

    /// <exception cref="LimitExceededException">All calls or those of the peer hold as much as they may; nothing is
    /// held.</exception>
    internal void Hold(PeerBytes peer, long bytes, bool isSmall)
    {
        var ofPeer = Interlocked.Add(ref peer.Held, bytes);
        var ofAll = Interlocked.Add(ref _held, bytes);
        if (bytes <= 0)
            return;
        if (ofAll > Most(Limit, isSmall))
            throw Refused(peer, bytes, "bytes held by all calls", ofAll, Most(Limit, isSmall));
        if (ofPeer > Most(_ofOnePeer, isSmall))
            throw Refused(peer, bytes, $"bytes held by calls of peer {peer.Peer}", ofPeer, Most(_ofOnePeer, isSmall));
    }

    internal bool HasRoom(PeerBytes peer, long bytes)
    {
        var isSmall = bytes <= SmallBytes;
        return Held + bytes <= Most(Limit, isSmall)
            && Interlocked.Read(ref peer.Held) + bytes <= Most(_ofOnePeer, isSmall);
    }

    private static long Most(long limit, bool isSmall) => isSmall ? limit : limit / 5 * LargeFifths;

    private LimitExceededException Refused(PeerBytes peer, long bytes, string what, long held, long limit)
    {
        Interlocked.Add(ref peer.Held, -bytes);
        Interlocked.Add(ref _held, -bytes);
        var fault = new LimitExceededException(what,
            string.Create(CultureInfo.InvariantCulture, $"{held - bytes} and {bytes} more"),
            string.Create(CultureInfo.InvariantCulture, $"{limit}"), s_retryAfter);
        _refusals.Add("bytes", fault.Message);
        return fault;
    }
}

/// <summary>What the calls of one peer hold.</summary>
internal sealed class PeerBytes(string peer)
{
    public long Held;

    public string Peer => peer;

    public int Calls { get; set; }
}
