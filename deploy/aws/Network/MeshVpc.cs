using Amazon.CDK.AWS.EC2;
using Constructs;

namespace Kws.Aws.Network;

/// <summary>Two zones: the balancer in public subnets, tasks in private ones, data in ones without a way out.</summary>
public sealed class MeshVpc : Construct
{
    // What tasks reach without the NAT gateway, which costs by the gigabyte.
    private static readonly (string Id, InterfaceVpcEndpointAwsService Service)[] s_endpoints =
    [
        ("Registry", InterfaceVpcEndpointAwsService.ECR),
        ("Images", InterfaceVpcEndpointAwsService.ECR_DOCKER),
        ("Secrets", InterfaceVpcEndpointAwsService.SECRETS_MANAGER),
        ("Logs", InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS),
    ];

    public MeshVpc(Construct scope, string id) : base(scope, id)
    {
        Vpc = new Vpc(this, "Vpc", new VpcProps
        {
            MaxAzs = 2,
            NatGateways = 1,
            SubnetConfiguration =
            [
                Subnets("public", SubnetType.PUBLIC, mask: 24),
                Subnets("tasks", SubnetType.PRIVATE_WITH_EGRESS, mask: 20),
                Subnets("data", SubnetType.PRIVATE_ISOLATED, mask: 24),
            ],
            GatewayEndpoints = new Dictionary<string, IGatewayVpcEndpointOptions>
            {
                // The layers of images come from there too.
                ["Objects"] = new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3 },
            },
        });
        foreach (var (name, service) in s_endpoints)
            Vpc.AddInterfaceEndpoint(name, new InterfaceVpcEndpointOptions { Service = service });
    }

    public Vpc Vpc { get; }

    /// <summary>Where tasks run.</summary>
    public static SubnetSelection ForTasks { get; } = new() { SubnetType = SubnetType.PRIVATE_WITH_EGRESS };

    /// <summary>Where database and broker run.</summary>
    public static SubnetSelection ForData { get; } = new() { SubnetType = SubnetType.PRIVATE_ISOLATED };

    private static SubnetConfiguration Subnets(string name, SubnetType type, int mask) => new()
    {
        Name = name,
        SubnetType = type,
        CidrMask = mask,
        MapPublicIpOnLaunch = type == SubnetType.PUBLIC ? false : null,
    };
}
