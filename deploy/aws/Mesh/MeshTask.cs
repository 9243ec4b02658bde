using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.ServiceDiscovery;
using Constructs;
using Kws.Aws.Data;
using Kws.Aws.Network;
using Kws.Deploy;

namespace Kws.Aws.Mesh;

/// <summary>Where tasks run, and what all of them share.</summary>
internal sealed record MeshGround(
    Cluster Cluster, MeshSecurityGroups Groups, DataStack Data, ServiceSettings Settings, ILogGroup Metrics);

/// <summary>A service of the mesh on Fargate: its task with the collector beside, its log, and its names.</summary>
/// <remarks>Services call each other through Service Connect, not by DNS: a gRPC client holds one connection for days,
/// and DNS gives it one instance. Service Connect's proxy beside each task gives every call to the next instance, and
/// passes over those that fail.</remarks>
public sealed class MeshTask : Construct
{
    // Of the images (deploy/containers): nobody's, without a shell.
    private const string User = "1654:1654";

    internal MeshTask(Construct scope, MeshService service, MeshGround ground) : base(scope, service.Name)
    {
        Model = service;
        Log = new LogGroup(this, "Log", new LogGroupProps
        {
            LogGroupName = $"/kws/{service.Name}",
            Retention = RetentionDays.ONE_MONTH,
            RemovalPolicy = RemovalPolicy.DESTROY,
        });
        var size = ServiceSize.Of(service.Name);
        Definition = new FargateTaskDefinition(this, "Task", new FargateTaskDefinitionProps
        {
            Cpu = size.Cpu,
            MemoryLimitMiB = size.Memory,
            EphemeralStorageGiB = size.Disk,
            RuntimePlatform = new RuntimePlatform
            {
                CpuArchitecture = CpuArchitecture.ARM64,
                OperatingSystemFamily = OperatingSystemFamily.LINUX,
            },
        });
        AddContainer(ground);
        Collector.AddTo(Definition, Log, ground.Metrics);
        Service = new FargateService(this, "Service", PropertiesOf(ground, size));
    }

    /// <summary>As the manifest has it.</summary>
    public MeshService Model { get; }

    public FargateTaskDefinition Definition { get; }

    public FargateService Service { get; }

    private LogGroup Log { get; }

    private bool IsGateway => Model.Name == ServiceNames.Gateway;

    private void AddContainer(MeshGround ground)
    {
        var images = ground.Data.Images[Model.Name];
        Definition.AddContainer(Model.Name, new ContainerDefinitionOptions
        {
            ContainerName = Model.Name,
            Image = ContainerImage.FromEcrRepository(images, ground.Settings.Settings.ImageTag),
            User = User,
            Environment = ground.Settings.Of(Model),
            Secrets = SecretsOf(ground.Data.Secrets),
            PortMappings = [.. Model.Ports.Select(Mapping)],
            StopTimeout = Duration.Seconds(DrainTimes.Stop),
            // ECS replaces a task that fails it, which helps against a service that hangs and not against one that
            // waits for a database. A service listens once it is ready, so that this is also when calls may come.
            HealthCheck = new HealthCheck
            {
                Command = ["CMD", .. Model.ProbeOf("alive")],
                Interval = Duration.Seconds(15),
                Timeout = Duration.Seconds(10),
                Retries = 4,
                StartPeriod = Duration.Minutes(3),
            },
            // A log that cannot be written holds no call up.
            Logging = LogDriver.AwsLogs(new AwsLogDriverProps
            {
                LogGroup = Log,
                StreamPrefix = Model.Name,
                Mode = AwsLogDriverMode.NON_BLOCKING,
                MaxBufferSize = Size.Mebibytes(16),
            }),
        });
    }

    private Dictionary<string, Secret> SecretsOf(MeshSecrets secrets)
    {
        var all = new Dictionary<string, Secret> { ["Access__MeshKey"] = Secret.FromSecretsManager(secrets.MeshKey) };
        foreach (var (variable, (connection, part)) in ManifestEnvironment.ConnectionsOf(Model))
        {
            var parts = secrets.Parts(connection);
            if (parts.Secret.ContainsKey(part))
                all[variable] = Secret.FromSecretsManager(secrets.Connection(connection), part);
            else if (!parts.Plain.ContainsKey(part))
                throw new InvalidDataException($"{Model.Name} is to be told {variable}, and connection '{connection}' "
                    + $"has no part {part}; ConnectionParts has to tell it");
        }
        return all;
    }

    private static IPortMapping Mapping(MeshPort port) => new PortMapping
    {
        Name = port.Name,
        ContainerPort = port.Number,
        Protocol = Amazon.CDK.AWS.ECS.Protocol.TCP,
        AppProtocol = port.Transport == "http2" ? AppProtocol.Grpc : null,
    };

    private FargateServiceProps PropertiesOf(MeshGround ground, ServiceSize size) => new()
    {
        ServiceName = Model.Name,
        Cluster = ground.Cluster,
        TaskDefinition = Definition,
        DesiredCount = size.Least,
        MinHealthyPercent = 100,
        MaxHealthyPercent = 200,
        CircuitBreaker = new DeploymentCircuitBreaker { Rollback = true },
        AssignPublicIp = false,
        VpcSubnets = MeshVpc.ForTasks,
        SecurityGroups = [ground.Groups[Model.Name]],
        PropagateTags = PropagatedTagSource.SERVICE,
        // Migrations of the database come before the first answer.
        HealthCheckGracePeriod = IsGateway ? Duration.Minutes(3) : null,
        ServiceConnectConfiguration = new ServiceConnectProps
        {
            Services = IsGateway ? [] : [Connected()],
        },
        // For what asks it before it was deployed: see ServiceSettings.
        CloudMapOptions = IsGateway
            ? new CloudMapOptions
            {
                Name = ServiceNames.Gateway,
                DnsRecordType = DnsRecordType.A,
                DnsTtl = Duration.Seconds(10),
            }
            : null,
    };

    // Streams last for days: neither silence nor length ends them, the services' own limits do.
    private ServiceConnectService Connected() => new()
    {
        PortMappingName = MeshWiring.Http,
        DiscoveryName = Model.Name,
        DnsName = Model.Name,
        Port = Model[MeshWiring.Http].Number,
        IdleTimeout = Duration.Seconds(0),
        PerRequestTimeout = Duration.Seconds(0),
    };
}
