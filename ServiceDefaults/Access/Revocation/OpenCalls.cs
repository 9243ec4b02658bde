using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Access.Revocation;

/// <summary>The calls that run, by subject: those of a subject that is revoked end. Safe for concurrent use.</summary>
internal sealed class OpenCalls : IDisposable
{
    private readonly IRevocations _revocations;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    private readonly HashSet<OpenCall> _calls = [];

    public OpenCalls(IRevocations revocations, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _revocations = revocations;
        _revocations.Changed += EndRevoked;
    }

    public bool IsRevoked(ClaimsPrincipal caller) => caller is { Subject: { } subject, IssuedAt: { } issuedAt }
        && _revocations.IsRevoked(subject, issuedAt);

    /// <summary>Runs a call until it ends or its caller is revoked.</summary>
    public Task RunAsync(HttpContext context, RequestDelegate call) =>
        context.User is { Subject: { } subject, IssuedAt: { } issuedAt }
            ? RunAsync(context, call, new OpenCall(subject, issuedAt, context, _timeProvider))
            : call(context);

    public void Dispose() => _revocations.Changed -= EndRevoked;

    private async Task RunAsync(HttpContext context, RequestDelegate call, OpenCall open)
    {
        var client = context.RequestAborted;
        lock (_lock)
            _calls.Add(open);
        try
        {
            // It may have been revoked between the check and its being added.
            EndIfRevoked(open);
            context.Features.Set(open);
            context.RequestAborted = open.Over;
            await call(context);
        }
        finally
        {
            lock (_lock)
                _calls.Remove(open);
            context.RequestAborted = client;
            open.Dispose();
        }
    }

    private void EndRevoked()
    {
        OpenCall[] calls;
        lock (_lock)
            calls = [.. _calls];
        foreach (var call in calls)
            EndIfRevoked(call);
    }

    private void EndIfRevoked(OpenCall call)
    {
        if (_revocations.IsRevoked(call.Subject, call.IssuedAt))
            call.End();
    }
}
