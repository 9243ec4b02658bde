using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Where the dashboard, its telemetry receivers and the resource service listen, and the secrets between
/// them. Addresses come from the variables of Aspire's launch profiles; one that is taken, or not
/// given, is replaced by a free one.
/// </summary>
internal sealed class DashboardAddresses(IConfiguration configuration)
{
    /// <summary>For browsers.</summary>
    public Uri Frontend { get; } = Choose(configuration["ASPNETCORE_URLS"]);

    /// <summary>Receives telemetry by gRPC.</summary>
    public Uri OtlpGrpc { get; } = Choose(configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] ?? configuration["DOTNET_DASHBOARD_OTLP_ENDPOINT_URL"]);

    /// <summary>Receives telemetry by HTTP.</summary>
    public Uri OtlpHttp { get; } = Choose(configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] ?? configuration["DOTNET_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"]);

    /// <summary>Tells the dashboard about the resources.</summary>
    public Uri ResourceService { get; } = Choose(configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] ?? configuration["DOTNET_RESOURCE_SERVICE_ENDPOINT_URL"]);

    /// <summary>What a browser shows once to log in.</summary>
    public string BrowserToken { get; } = configuration["AppHost:BrowserToken"] ?? configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"] ?? NewSecret();

    /// <summary>What senders of telemetry show.</summary>
    public string OtlpApiKey { get; } = configuration["AppHost:OtlpApiKey"] ?? NewSecret();

    /// <summary>What the dashboard shows to the resource service.</summary>
    public string ResourceServiceApiKey { get; } = configuration["AppHost:ResourceService:ApiKey"] ?? NewSecret();

    private static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static Uri Choose(string? configured)
    {
        Uri? wanted = (configured ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(address => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) ? uri : null)
            .FirstOrDefault(uri => uri?.Scheme == Uri.UriSchemeHttp);
        return wanted is { Port: > 0 } && FreePorts.IsFree(wanted.Port)
            ? wanted
            : new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FreePorts.Next()}"));
    }
}
