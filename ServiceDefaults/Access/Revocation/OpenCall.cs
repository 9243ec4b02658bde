using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Access.Revocation;

/// <summary>A call that runs, and the end that a revocation puts to it.</summary>
internal sealed class OpenCall(string subject, DateTimeOffset issuedAt, HttpContext context, TimeProvider timeProvider)
    : IDisposable
{
    // The end is told when the call's own code has noticed; one that does not is broken off.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _over =
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);

    private readonly Lock _lock = new();
    private bool _isDisposed;

    public string Subject => subject;

    public DateTimeOffset IssuedAt => issuedAt;

    /// <summary>Signalled when the client or a revocation ends the call.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Null: nothing was revoked.</summary>
    public Exception? Fault { get; private set; }

    public static UnauthenticatedException Revoked() => new("access was revoked");

    public void End()
    {
        lock (_lock)
        {
            if (_isDisposed || Fault is not null)
                return;
            Fault = Revoked();
            // Not on the time of whoever tells of the revocation.
            _ = _over.CancelAsync();
        }
        _ = BreakOffAsync();
    }

    public void Dispose()
    {
        lock (_lock)
            _isDisposed = true;
        _over.Dispose();
    }

    private async Task BreakOffAsync()
    {
        await Task.Delay(s_patience, timeProvider).ConfigureAwait(false);
        lock (_lock)
        {
            if (!_isDisposed)
                context.Abort();
        }
    }
}
