namespace Kws.Dashboard;

/// <summary>Access and limits of the dashboard. Configuration section <c>Dashboard</c>, named as Aspire names it.</summary>
public sealed class DashboardOptions
{
    public FrontendOptions Frontend { get; set; } = new();

    public OtlpOptions Otlp { get; set; } = new();

    public ResourceServiceClientOptions ResourceServiceClient { get; set; } = new();

    [ValidateTelemetryLimits]
    public TelemetryLimits TelemetryLimits { get; set; } = new();
}

/// <summary>Who may see the pages.</summary>
public sealed class FrontendOptions
{
    /// <summary>Opens the pages through <c>/login?t=...</c>. Null: the pages are open to whoever reaches them.</summary>
    public string? BrowserToken { get; set; }
}

/// <summary>Who may send telemetry.</summary>
public sealed class OtlpOptions
{
    /// <summary>Must come as header <c>x-otlp-api-key</c>. Null: none is asked for.</summary>
    public string? PrimaryApiKey { get; set; }
}

/// <summary>How the resource service is called.</summary>
public sealed class ResourceServiceClientOptions
{
    /// <summary>Sent as header <c>x-resource-service-api-key</c>. Null: none.</summary>
    public string? ApiKey { get; set; }
}
