using System.Security.Claims;
using Kws.ServiceDefaults.Access.Tokens;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Access.Checks;

/// <summary>Finds out who calls, before anything counts or answers the call; whether that is allowed is asked
/// later.</summary>
internal sealed class CallerIdentification(
    IOptions<AccessOptions> options, TokenReader tokens, DeviceCertificates devices) : IStartupFilter
{
    private static readonly ClaimsPrincipal s_nobody = new(new ClaimsIdentity());

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.ValidOrDefault().IsOpen)
            app.Use(LetIn);
        else
            app.Use(IdentifyAsync);
        next(app);
    };

    private static Task LetIn(HttpContext context, RequestDelegate next)
    {
        context.User = Caller.Everyone;
        return next(context);
    }

    private async Task IdentifyAsync(HttpContext context, RequestDelegate next)
    {
        context.User = s_nobody;
        try
        {
            if (await CallerAsync(context) is { } caller)
                context.User = caller;
        }
        catch (Exception fault) when (fault is UnauthenticatedException or NotReadyException)
        {
            context.Features.Set(new FailedIdentification(fault));
        }
        await next(context);
    }

    private async ValueTask<ClaimsPrincipal?> CallerAsync(HttpContext context)
    {
        if (BearerToken.Of(context.Request) is { } token)
            return await tokens.ReadAsync(token, context.RequestAborted);
        return context.Connection.ClientCertificate is { } certificate ? devices.Identify(certificate) : null;
    }
}

/// <summary>Why nobody is known to call.</summary>
internal sealed record FailedIdentification(Exception Fault);
