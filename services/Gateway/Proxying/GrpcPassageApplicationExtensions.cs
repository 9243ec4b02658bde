namespace Kws.Gateway.Proxying;

internal static class GrpcPassageApplicationExtensions
{
    private const string TextContentType = "application/grpc-web-text";
    private static readonly object s_isText = new();

    /// <summary>Turns gRPC-Web's calls into gRPC's.</summary>
    public static void UseGrpcWebPassage(this WebApplication app)
    {
        // The proxy reads and writes streams, which gRPC-Web's middleware leaves as they are.
        app.Use((context, next) =>
        {
            if (context.Request.ContentType?.StartsWith(TextContentType, StringComparison.OrdinalIgnoreCase) == true)
            {
                context.Request.Body = new Base64Body(context.Request.Body);
                context.Items[s_isText] = true;
            }
            return next(context);
        });
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.Use((context, next) =>
        {
            if (context.Items.ContainsKey(s_isText))
                context.Response.Body = new PortionedBody(context.Response.BodyWriter);
            return next(context);
        });
    }

    public static void MapGrpcPassage(this WebApplication app)
    {
        var passage = ActivatorUtilities.CreateInstance<GrpcPassage>(app.Services);
        app.MapReverseProxy(proxy =>
        {
            proxy.Use((context, next) => passage.PassAsync(context, _ => next(context)));
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
    }
}
