namespace Kws.Dashboard.Access;

/// <summary>What a port is for.</summary>
internal enum PortRole
{
    Pages,
    OtlpGrpc,
    OtlpHttp,
}

/// <summary>Keeps the pages off the ports of telemetry and the other way round: they have different keys.</summary>
/// <remarks>It goes by the port of the connection; the Host header is the caller's word.</remarks>
internal sealed class ServedOnMiddleware(RequestDelegate next, DashboardAddresses addresses)
{
    public Task InvokeAsync(HttpContext context)
    {
        PortRole role = addresses.RoleOf(context.Connection.LocalPort);
        if (context.GetEndpoint()?.Metadata.GetMetadata<ServedOn>() is { } served && served.Role == role)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Endpoint metadata.</summary>
    internal sealed record ServedOn(PortRole Role);
}
