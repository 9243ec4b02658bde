using Google.Protobuf.WellKnownTypes;
using Kws.Dashboard.V1;

namespace Kws.Dashboard.Tests.Scene;

/// <summary>The resources of the mesh, as the AppHost describes them while all is well.</summary>
internal static class MeshResources
{
    public const string Secret = "amqp://guest:hunter2@localhost:5672";

    public static IEnumerable<Resource> All(DateTimeOffset now)
    {
        yield return Describe("bus", "RabbitMQ", now.AddSeconds(-312), [("amqp", "amqp://localhost:40112", false)], []);
        yield return Describe("postgres", "PostgreSQL", now.AddSeconds(-312), [("tcp", "localhost:40113", false)], []);
        yield return Describe("training-db", "Database", now.AddSeconds(-309), [], ["postgres"]);
        yield return Replica("featureextraction", 0, now.AddSeconds(-307), []);
        yield return Replica("featureextraction", 1, now.AddSeconds(-307), []);
        yield return Describe("audioinference", "Project", now.AddSeconds(-304), [("grpc", "http://localhost:5001", false), ("health", "http://localhost:5101", false)], ["featureextraction", "bus"]);
        yield return Describe("tts", "Project", now.AddSeconds(-304), [("grpc", "http://localhost:5004", false)], ["bus"]);
        yield return Describe("visioninference", "Project", now.AddSeconds(-303), [("grpc", "http://localhost:5003", false)], ["tts", "bus"]);
        yield return Describe("trainingorchestrator", "Project", now.AddSeconds(-301), [("grpc", "http://localhost:5005", false)], ["training-db", "bus"]);
        yield return Describe("demo-device", "Project", now.AddSeconds(-295), [], ["audioinference", "visioninference"]);
    }

    private static Resource Replica(string name, int index, DateTimeOffset started, string[] uses)
    {
        Resource resource = Describe(name, "Project", started, [("grpc", $"http://localhost:{5010 + index}", false)], uses);
        resource.Name = $"{name}-{index}";
        return resource;
    }

    private static Resource Describe(string name, string kind, DateTimeOffset started, (string Name, string Url, bool IsInternal)[] endpoints, string[] uses)
    {
        var resource = new Resource
        {
            Name = name,
            DisplayName = name,
            Kind = kind,
            State = State.Running,
            Health = Health.Healthy,
            HealthReports = { new HealthReport { Name = "ready", Health = Health.Healthy } },
            StartedAt = Timestamp.FromDateTimeOffset(started),
            ProcessId = 4000 + name.Length,
            Commands =
            {
                new Command { Name = "start", DisplayName = "Start" },
                new Command { Name = "stop", DisplayName = "Stop", IsEnabled = true },
                new Command { Name = "restart", DisplayName = "Restart", IsEnabled = true },
            },
            Environment =
            {
                new EnvironmentVariable { Name = "ASPNETCORE_ENVIRONMENT", Value = "Development" },
                new EnvironmentVariable { Name = "ConnectionStrings__bus", Value = Secret, IsSecret = true },
            },
        };
        resource.Endpoints.AddRange(endpoints.Select(endpoint => new Endpoint { Name = endpoint.Name, Url = endpoint.Url, IsInternal = endpoint.IsInternal }));
        resource.Relations.AddRange(uses.Select(used => new Relation { ResourceName = used, Kind = "Reference" }));
        return resource;
    }
}
