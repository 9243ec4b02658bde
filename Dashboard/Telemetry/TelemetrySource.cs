namespace Kws.Dashboard.Telemetry;

/// <summary>A process that sends telemetry.</summary>
/// <param name="Service">Its <c>service.name</c>.</param>
/// <param name="Instance">Its <c>service.instance.id</c>; may be empty.</param>
/// <param name="Attributes">The other resource attributes.</param>
public sealed record TelemetrySource(string Service, string Instance, AttributeList Attributes)
{
    /// <summary>Distinguishes the instances of a service in an address.</summary>
    public string Key => Instance.Length == 0 ? Service : $"{Service}|{Instance}";
}
