using Kws.ServiceDefaults.Access.Revocation;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Access.Checks;

/// <summary>Decides whether a request's caller may do what it asks for. Safe for concurrent use.</summary>
public sealed class AccessCheck
{
    private readonly CallRefusals _refusals;
    private readonly OpenCalls _open;

    internal AccessCheck(IOptions<AccessOptions> options, CallRefusals refusals, OpenCalls open)
    {
        IsOpen = options.Value.IsOpen;
        (_refusals, _open) = (refusals, open);
    }

    /// <summary>Everyone may do everything.</summary>
    public bool IsOpen { get; }

    /// <summary>Why the caller may not.</summary>
    /// <param name="context">Its <see cref="HttpContext.User"/> is the caller.</param>
    /// <param name="rule">What it takes.</param>
    /// <returns>An <see cref="IStatusError"/> to tell; null: it may.</returns>
    public Exception? RefusalOf(HttpContext context, RequiredScopes rule)
    {
        if (IsOpen || Fault(context, rule) is not { } fault)
            return null;
        _refusals.Add(fault is PermissionDeniedException ? "scope" : "caller", fault.Message);
        return fault;
    }

    /// <summary>
    /// Runs a call whose caller may make it. When the caller is revoked meanwhile,
    /// <see cref="HttpContext.RequestAborted"/> is signalled, and <see cref="EndOf"/> tells why.
    /// </summary>
    public Task RunAsync(HttpContext context, RequestDelegate call) =>
        IsOpen ? call(context) : _open.RunAsync(context, call);

    /// <summary>What a call was ended for; null: its caller still has access.</summary>
    public static Exception? EndOf(HttpContext context) => context.Features.Get<OpenCall>()?.Fault;

    private Exception? Fault(HttpContext context, RequiredScopes rule)
    {
        var caller = context.User;
        if (!caller.IsKnown)
            return context.Features.Get<FailedIdentification>()?.Fault ?? new UnauthenticatedException(
                $"nobody is known to call; send the header 'authorization: Bearer TOKEN' with scope {rule}");
        if (_open.IsRevoked(caller))
            return OpenCall.Revoked();
        foreach (var scope in rule.AnyOf)
        {
            if (caller.HasScope(scope))
                return null;
        }
        return new PermissionDeniedException($"scope: '{string.Join(' ', caller.GrantedScopes)}' does not allow it; " +
            $"needed: {rule}");
    }
}
