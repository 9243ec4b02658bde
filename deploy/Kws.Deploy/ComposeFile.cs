using System.Globalization;
using System.Text;

namespace Kws.Deploy;

/// <summary>Docker Compose's file of the mesh on one machine, made from the AppHost's model.</summary>
public static class ComposeFile
{
    private const string Collector = "collector";
    private const string Gateway = "gateway";
    private const string Postgres = "postgres";
    private const string Bus = "bus";
    private const string Objects = "objects";
    private const int OtlpPort = 4317;
    private const int S3Port = 8333;

    private const string BusImage = "docker.io/library/rabbitmq:4.3";
    private const string PostgresImage = "docker.io/library/postgres:18.3";

    // Named in the file alone, since no package brings them.
    private const string ObjectStoreImage = "docker.io/chrislusf/seaweedfs:3.97";
    private const string CollectorImage = "docker.io/otel/opentelemetry-collector-contrib:0.137.0";
    private const string DashboardImage = "mcr.microsoft.com/dotnet/aspire-dashboard:13.0";

    /// <summary>The file's text.</summary>
    /// <param name="mesh">The services.</param>
    /// <param name="version">The tag of their images, unless <c>KWS_TAG</c> names another.</param>
    public static string Of(MeshModel mesh, string version)
    {
        var text = new StringBuilder("""
            # Made by deploy/compose/generate.sh from the AppHost's model; a change belongs there or into
            # deploy/Kws.Deploy/ComposeFile.cs.
            # Needs the variables that deploy/compose/secrets.sh writes into .env. See README.md.
            name: kws

            x-service: &service
              restart: unless-stopped
              read_only: true
              cap_drop: [ALL]
              security_opt: ["no-new-privileges:true"]
              tmpfs: [/tmp]
              # The longest drain, and a moment for what follows it.
              stop_grace_period: 40s

            # Each service's program asks the one beside it; a model may take a minute to load.
            x-probe: &probe
              interval: 10s
              timeout: 10s
              retries: 3
              start_period: 90s

            services:

            """);
        foreach (var service in mesh.Services)
            Add(text, mesh, service, version);
        text.Append(Parts());
        return text.ToString();
    }

    private static void Add(StringBuilder text, MeshModel mesh, MeshService service, string version)
    {
        Line(text, 1, $"{service.Name}:");
        Line(text, 2, "<<: *service");
        Line(text, 2, $"image: ${{KWS_REGISTRY:-localhost:5000}}/kws/{service.Name}:${{KWS_TAG:-{version}}}");
        Line(text, 2, "environment:");
        var environment = EnvironmentOf(mesh, service).OrderBy(each => each.Key, StringComparer.Ordinal);
        foreach ((var name, var value) in environment)
            Line(text, 3, $"{name}: \"{value}\"");
        if (service.Name == Gateway)
        {
            Line(text, 2, "ports:");
            foreach (var port in service.Ports)
            {
                // Wyoming knows no passwords.
                var address = port.IsForDevices ? "${KWS_ADDRESS:-127.0.0.1}" : "127.0.0.1";
                Line(text, 3, $"- \"{address}:{port.Number}:{port.Number}\"");
            }
        }
        var probe = string.Join(", ", service.ProbeOf("health").Select(word => $"\"{word}\""));
        Line(text, 2, $"healthcheck: {{ <<: *probe, test: [\"CMD\", {probe}] }}");
        Line(text, 2, "depends_on:");
        foreach (var other in NeededBy(service))
        {
            var condition = other is Collector or Objects ? "service_started" : "service_healthy";
            Line(text, 3, $"{other}: {{ condition: {condition} }}");
        }
        text.Append('\n');
    }

    private static IEnumerable<string> NeededBy(MeshService service)
    {
        if (service.UsesBus)
            yield return Bus;
        yield return Collector;
        yield return Objects;
        if (service.Databases.Count > 0)
            yield return Postgres;
        // Who opens its pages finds what they show. The others go on without whom they call, until it is there.
        foreach (var other in service.Name == Gateway ? service.Calls : [])
            yield return other;
    }

    private static Dictionary<string, string> EnvironmentOf(MeshModel mesh, MeshService service)
    {
        var environment = new Dictionary<string, string>
        {
            ["Access__Mode"] = "Jwt",
            ["Access__MeshKey"] = "${KWS_MESH_KEY:?run deploy/compose/secrets.sh}",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Text($"http://{Collector}:{OtlpPort}"),
            ["OTEL_SERVICE_NAME"] = service.Name,
            ["Storage__S3__Bucket"] = "kws",
            ["Storage__S3__Endpoint"] = Text($"http://{Objects}:{S3Port}"),
            ["Storage__S3__AccessKey"] = "kws",
            ["Storage__S3__SecretKey"] = "${KWS_OBJECTS_KEY:?run deploy/compose/secrets.sh}",
        };
        foreach ((var name, var value) in service.Environment)
        {
            if (Setting(mesh, service, name, value) is { } setting)
                environment[name] = setting;
        }
        if (service.Name == Gateway)
        {
            environment["Identity__Enabled"] = "true";
            environment["Identity__Issuer"] = "${KWS_GATEWAY_URL:-http://localhost:5300}/";
            // Published on this machine's loopback alone.
            environment["Wyoming__Address"] = "0.0.0.0";
            environment["Wyoming__AllowBeyondLoopback"] = "true";
        }
        return environment;
    }

    // Settings by the names that services read; Aspire adds the same by others, for programs in other languages.
    private static string? Setting(MeshModel mesh, MeshService service, string name, string value)
    {
        if (name is "HTTP_PORTS" or "HEALTH_PORT" or "GRPC_PORT" or "Wyoming__Port")
            return Text($"{service[value.Split('.')[2]].Number}");
        // {NAME.bindings.PORT.url}
        if (name.StartsWith("services__", StringComparison.Ordinal)
            && value.Trim('{', '}').Split('.') is [var other, _, var port, _])
            return Text($"http://{other}:{mesh[other][port].Number}");
        if (name == "ConnectionStrings__bus")
            return "amqp://kws:${KWS_BUS_PASSWORD:?run deploy/compose/secrets.sh}@bus:5672";
        if (name.StartsWith("ConnectionStrings__", StringComparison.Ordinal))
            return $"Host=postgres;Username=kws;Password=${{KWS_POSTGRES_PASSWORD:?run deploy/compose/secrets.sh}};"
                + $"Database={name["ConnectionStrings__".Length..]}";
        return value.Contains('{', StringComparison.Ordinal) ? null : value;
    }

    private static string Parts() => $$"""
          {{Bus}}:
            image: {{BusImage}}
            restart: unless-stopped
            environment:
              RABBITMQ_DEFAULT_USER: "kws"
              RABBITMQ_DEFAULT_PASS: "${KWS_BUS_PASSWORD:?run deploy/compose/secrets.sh}"
            volumes: ["bus:/var/lib/rabbitmq"]
            healthcheck:
              test: ["CMD", "rabbitmq-diagnostics", "-q", "check_port_connectivity"]
              interval: 5s
              timeout: 10s
              retries: 24

          {{Postgres}}:
            image: {{PostgresImage}}
            restart: unless-stopped
            environment:
              POSTGRES_USER: "kws"
              POSTGRES_DB: "kws"
              POSTGRES_PASSWORD: "${KWS_POSTGRES_PASSWORD:?run deploy/compose/secrets.sh}"
              POSTGRES_INITDB_ARGS: "--auth-host=scram-sha-256 --auth-local=scram-sha-256"
            volumes: ["postgres:/var/lib/postgresql"]
            healthcheck:
              test: ["CMD", "pg_isready", "-U", "kws"]
              interval: 5s
              timeout: 5s
              retries: 24

          {{Objects}}:
            image: {{ObjectStoreImage}}
            restart: unless-stopped
            entrypoint: ["/bin/sh", "-c"]
            # The bucket is made once the store answers; the key stands in a file that the store reads.
            command:
              - |
                printf '{"identities":[{"name":"kws","actions":["Admin"],"credentials":[%s]}]}' \
                  "{\"accessKey\":\"kws\",\"secretKey\":\"$$KWS_OBJECTS_KEY\"}" > /tmp/s3.json
                (until echo 's3.bucket.create -name kws' | weed shell >/dev/null 2>&1; do sleep 1; done) &
                exec weed server -dir=/data -s3 -s3.port={{S3Port}} -s3.config=/tmp/s3.json -volume.max=20
            environment:
              KWS_OBJECTS_KEY: "${KWS_OBJECTS_KEY:?run deploy/compose/secrets.sh}"
            volumes: ["objects:/data"]

          {{Collector}}:
            image: {{CollectorImage}}
            restart: unless-stopped
            command: ["--config=/etc/collector.yaml"]
            volumes: ["./collector.yaml:/etc/collector.yaml:ro"]
            ports: ["127.0.0.1:8889:8889"]

          dashboard:
            image: {{DashboardImage}}
            restart: unless-stopped
            environment:
              ASPNETCORE_URLS: "http://+:18888"
              DASHBOARD__FRONTEND__AUTHMODE: "BrowserToken"
              DASHBOARD__FRONTEND__BROWSERTOKEN: "${KWS_DASHBOARD_TOKEN:?run deploy/compose/secrets.sh}"
              DASHBOARD__OTLP__AUTHMODE: "Unsecured"
            ports: ["127.0.0.1:18888:18888"]

        volumes:
          bus:
          postgres:
          objects:

        """;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, int depth, string line) =>
        text.Append(' ', 2 * depth).Append(line).Append('\n');
}
