using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>How health is told. Configuration section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    public const string Section = "Health";

    /// <summary>How often the service looks after its own health; every probe is answered from the last look.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the gRPC health service answers on the service's own ports although <c>HEALTH_PORT</c> is
    /// set.</summary>
    public bool OnServicePorts { get; set; }
}

/// <summary>Finds every fault of <see cref="HealthOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class HealthOptionsValidator : IValidateOptions<HealthOptions>;
