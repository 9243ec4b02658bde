using Kws.Gateway.Identity.Auditing;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;

namespace Kws.Gateway.Identity.Connect;

/// <summary>Tells the audit of devices that got no token, which OpenIddict refuses by itself.</summary>
internal sealed class RefusedDevices(IAuditLog audit)
    : IOpenIddictServerHandler<OpenIddictServerEvents.ApplyTokenResponseContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<OpenIddictServerEvents.ApplyTokenResponseContext>()
            .UseSingletonHandler<RefusedDevices>()
            .SetOrder(int.MinValue)
            .Build();

    public async ValueTask HandleAsync(OpenIddictServerEvents.ApplyTokenResponseContext context)
    {
        if (context.Error is null || context.Request?.IsClientCredentialsGrantType() != true
            || context.Transaction.GetHttpRequest() is not { } request)
            return;
        await audit.WriteAsync(request.HttpContext.EntryBy(
            context.Request.ClientId ?? "", AuditAction.DeviceLogin, outcome: AuditOutcome.Refused));
    }
}
