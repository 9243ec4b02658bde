using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.ServiceDiscovery;
using Constructs;
using Kws.Aws.Data;
using Kws.Aws.Network;
using Kws.Deploy;

namespace Kws.Aws.Mesh;

/// <summary>What a version of the mesh is: its services, and the door to them.</summary>
public sealed class MeshStack : Stack
{
    private readonly Dictionary<string, MeshTask> _tasks = [];

    public MeshStack(
        Construct scope, string id, NetworkStack network, DataStack data, MeshModel mesh, AwsSettings settings)
        : base(scope, id, new StackProps { Description = "Kws: the services and the door to them" })
    {
        Door = new FrontDoor(this, "Door", network.Vpc, network.Groups.Balancer, settings);
        _ = new Firewall(this, "Firewall", Door.Balancer.LoadBalancerArn);
        var training = new TrainingRole(this, "Training", data.Objects.Bucket).Role;
        var services =
            new ServiceSettings(mesh, settings, network.Vpc, data.Objects.Bucket, data.Secrets, training);
        var ground = new MeshGround(ClusterIn(network), network.Groups, data, services, MetricsLog());
        foreach (var service in MeshWiring.InOrder(mesh))
        {
            var task = new MeshTask(this, service, ground);
            _tasks[service.Name] = task;
            ServiceRights.Grant(service.Name, task.Definition, data.Objects.Bucket, training);
            TaskScaling.Add(task);
            // A task knows the names of what was deployed before it.
            foreach (var called in MeshWiring.CallsOf(service))
                task.Service.Node.AddDependency(_tasks[called].Service);
        }
        Door.Serve(this[ServiceNames.Gateway].Service, mesh[ServiceNames.Gateway], network.Vpc);
        Tell(settings);
        // What the AppHost takes with Aws:Stack.
        Output("Bucket", data.Objects.Bucket.BucketName);
        Output("TrainingRole", training.RoleArn);
        Output("TrainerImage", services.TrainerImage);
    }

    public FrontDoor Door { get; }

    /// <summary>A service of the mesh.</summary>
    public MeshTask this[string service] => _tasks[service];

    private Cluster ClusterIn(NetworkStack network) => new(this, "Cluster", new ClusterProps
    {
        ClusterName = "kws",
        Vpc = network.Vpc,
        DefaultCloudMapNamespace = new CloudMapNamespaceOptions
        {
            Name = MeshWiring.Namespace,
            Type = NamespaceType.DNS_PRIVATE,
            UseForServiceConnect = true,
        },
    });

    private LogGroup MetricsLog() => new(this, "Metrics", new LogGroupProps
    {
        LogGroupName = "/kws/metrics",
        Retention = RetentionDays.ONE_WEEK,
        RemovalPolicy = RemovalPolicy.DESTROY,
    });

    private void Tell(AwsSettings settings)
    {
        Output("Address", $"https://{settings.Domain}");
        if (settings.HasOwnIssuer)
            _ = new CfnOutput(this, "FirstLink", new CfnOutputProps
            {
                Description = "Tells the link with which the first person comes in",
                Value = $"aws logs filter-log-events --log-group-name /kws/{ServiceNames.Gateway} "
                    + "--filter-pattern join --query 'events[].message' --output text",
            });
    }

    private void Output(string name, string value) =>
        _ = new CfnOutput(this, name, new CfnOutputProps { Value = value });
}
