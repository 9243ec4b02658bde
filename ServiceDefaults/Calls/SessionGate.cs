using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Calls;

/// <summary>
/// Lets so many sessions in at once, of one peer no more than its share (<see cref="CallLimitsOptions.PeerShare"/>) and
/// of one device of it no more than <see cref="CallLimitsOptions.SessionsPerDevice"/>, and refuses the next: never a
/// queue. Safe for concurrent use.
/// </summary>
/// <param name="what">What is counted, for the refusal, such as "open sessions".</param>
/// <param name="limit">1 or more.</param>
/// <param name="options">The limits on one caller.</param>
/// <param name="refusals">Counts those that are refused.</param>
public sealed class SessionGate(string what, int limit, IOptions<CallLimitsOptions> options, CallRefusals refusals)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _peers = [];
    private readonly Dictionary<(string Peer, string Device), int> _devices = [];
    private readonly int _ofOnePeer = options.Value.ShareOf(limit);
    private readonly int _ofOneDevice = options.Value.SessionsPerDevice;
    private int _inside;

    /// <summary>How many are inside.</summary>
    public int Count => Volatile.Read(ref _inside);

    /// <summary>Lets a call in until the result is disposed.</summary>
    /// <param name="call">Tells the peer.</param>
    /// <param name="deviceId">As the peer calls it; empty: it has no devices.</param>
    /// <exception cref="LimitExceededException">As many as allowed are inside, in all, of the peer or of the
    /// device.</exception>
    public IDisposable Enter(ServerCallContext call, string deviceId = "") => Enter(call.GetHttpContext(), deviceId);

    /// <inheritdoc cref="Enter(ServerCallContext, string)"/>
    public IDisposable Enter(HttpContext call, string deviceId = "") => Enter(Peer.Of(call), deviceId);

    /// <summary>Lets a connection in until the result is disposed, that no call was made of.</summary>
    /// <param name="address">Of its peer; null: this machine.</param>
    /// <exception cref="LimitExceededException">As many as allowed are inside, in all or of the peer.</exception>
    public IDisposable Enter(IPAddress? address) => Enter(Peer.Of(address), "");

    internal IDisposable Enter(string peer, string deviceId)
    {
        (string Reason, LimitExceededException Fault) refusal;
        lock (_lock)
        {
            var ofPeer = _peers.GetValueOrDefault(peer);
            var ofDevice = _devices.GetValueOrDefault((peer, deviceId));
            if (_inside >= limit)
                refusal = ("places", Beyond(what, limit));
            else if (ofPeer >= _ofOnePeer)
                refusal = ("peer", Beyond($"{what} of peer {peer}", _ofOnePeer));
            else if (deviceId.Length > 0 && ofDevice >= _ofOneDevice)
                refusal = ("device", Beyond($"{what} of device_id '{deviceId}'", _ofOneDevice));
            else
            {
                _inside++;
                _peers[peer] = ofPeer + 1;
                _devices[(peer, deviceId)] = ofDevice + 1;
                return new Pass(this, peer, deviceId);
            }
        }
        refusals.Add(refusal.Reason, refusal.Fault.Message);
        throw refusal.Fault;
    }

    private static LimitExceededException Beyond(string what, int limit)
    {
        var most = limit.ToString(CultureInfo.InvariantCulture);
        return new LimitExceededException(what, $"{most} and one more", most, s_retryAfter);
    }

    private void Leave(string peer, string deviceId)
    {
        lock (_lock)
        {
            _inside--;
            Take(_peers, peer);
            Take(_devices, (peer, deviceId));
        }
    }

    private static void Take<TKey>(Dictionary<TKey, int> counts, TKey key) where TKey : notnull
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(counts, key);
        if (--count == 0)
            counts.Remove(key);
    }

    private sealed class Pass(SessionGate gate, string peer, string deviceId) : IDisposable
    {
        private SessionGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave(peer, deviceId);
    }
}
