using Kws.Dashboard.Access;

namespace Kws.Dashboard;

/// <summary>Where the dashboard listens and whom it asks, from the variables that Aspire uses.</summary>
/// <param name="Pages">The pages, <c>ASPNETCORE_URLS</c>, default <c>http://localhost:18888</c>.</param>
/// <param name="OtlpGrpc">OTLP over gRPC, <c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c>, default <c>http://localhost:18889</c>.</param>
/// <param name="OtlpHttp">OTLP over HTTP, <c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c>; null: off.</param>
/// <param name="ResourceService">The resource service, <c>ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL</c>; null: telemetry only.</param>
public sealed record DashboardAddresses(Uri Pages, Uri OtlpGrpc, Uri? OtlpHttp, Uri? ResourceService)
{
    public static DashboardAddresses Read(IConfiguration configuration) => new(
        Parse(configuration, "urls", "http://localhost:18888")!,
        Parse(configuration, "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:18889")!,
        Parse(configuration, "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", null),
        Parse(configuration, "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", null));

    internal PortRole RoleOf(int port) =>
        port == OtlpGrpc.Port ? PortRole.OtlpGrpc : port == OtlpHttp?.Port ? PortRole.OtlpHttp : PortRole.Pages;

    private static Uri? Parse(IConfiguration configuration, string key, string? whenAbsent)
    {
        string? text = configuration[key] is { Length: > 0 } configured ? configured.Split(';')[0] : whenAbsent;
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new InvalidOperationException($"{key}: '{text}' is not allowed; allowed: an address such as http://localhost:18888");
    }
}
