using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>What one call holds of a <see cref="ByteBudget"/>; what is left of it is given back with the call. Safe for
/// concurrent use.</summary>
public sealed class CallBytes : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ByteBudget _budget;
    private readonly PeerBytes _peer;
    private long _held;
    private bool _isOver;

    internal CallBytes(ByteBudget budget, PeerBytes peer) => (_budget, _peer) = (budget, peer);

    /// <summary>Holds bytes until the result is disposed of, or else the call.</summary>
    /// <exception cref="LimitExceededException">There is no room for them.</exception>
    public Holding Hold(long bytes)
    {
        var holding = new Holding(this);
        holding.Resize(bytes);
        return holding;
    }

    /// <summary>Whether <see cref="Hold"/> would hold so many now.</summary>
    public bool HasRoom(long bytes) => _budget.HasRoom(_peer, bytes);

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _isOver = true;
            _budget.Hold(_peer, -_held, isSmall: true);
        }
        _budget.Close(_peer);
    }

    internal void Change(long bytes, bool isSmall)
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _budget.Hold(_peer, bytes, isSmall);
            _held += bytes;
        }
    }
}

/// <summary>Some of the bytes that a call holds. One caller at a time.</summary>
public sealed class Holding : IDisposable
{
    private readonly CallBytes _call;
    private long _bytes;

    internal Holding(CallBytes call) => _call = call;

    /// <summary>Holds more, or less.</summary>
    /// <exception cref="LimitExceededException">There is no room for more; what was held still is.</exception>
    public void Resize(long bytes)
    {
        if (bytes == _bytes)
            return;
        _call.Change(bytes - _bytes, bytes <= ByteBudget.SmallBytes);
        _bytes = bytes;
    }

    public void Dispose() => Resize(0);
}
