using System.Diagnostics.Metrics;

namespace Kws.ServiceDefaults.Access;

/// <summary>What goes wrong where callers are known.</summary>
internal sealed class AccessMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _unread = meters.Create("Kws.ServiceDefaults").CreateCounter<long>(
        "kws.access.revocations.unread", "{attempt}", "Attempts to read who is revoked that failed");

    public void RevocationsUnread() => _unread.Add(1);
}
