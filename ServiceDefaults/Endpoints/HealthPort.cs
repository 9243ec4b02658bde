namespace Kws.ServiceDefaults.Endpoints;

/// <summary>Where health is told.</summary>
/// <param name="Number">The port of <c>HEALTH_PORT</c>, and no other; null: wherever the service listens.</param>
internal sealed record HealthPort(int? Number)
{
    public bool Tells(int localPort) => Number is null || Number == localPort;
}
