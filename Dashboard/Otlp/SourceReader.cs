using Kws.Dashboard.Telemetry;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;

namespace Kws.Dashboard.Otlp;

/// <summary>Finds out who sent a request.</summary>
public sealed class SourceReader(OtlpText text, SourceDirectory sources)
{
    private const string ServiceName = "service.name";
    private const string InstanceId = "service.instance.id";

    /// <summary>Null: there are too many senders already.</summary>
    public TelemetrySource? Read(Resource? resource)
    {
        IEnumerable<KeyValue> attributes = resource?.Attributes ?? [];
        string Find(string key) => text.Value(attributes.FirstOrDefault(attribute => attribute.Key == key)?.Value);
        string service = Find(ServiceName);
        return sources.Intern(new TelemetrySource(
            service.Length == 0 ? "unknown" : service,
            Find(InstanceId),
            text.Attributes(attributes, attribute => attribute.Key is not (ServiceName or InstanceId))));
    }
}
