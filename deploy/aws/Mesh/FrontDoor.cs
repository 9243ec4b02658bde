using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;
using Constructs;
using Kws.Deploy;
using HealthCheck = Amazon.CDK.AWS.ElasticLoadBalancingV2.HealthCheck;

namespace Kws.Aws.Mesh;

/// <summary>The balancer before the gateway: HTTPS on one address, gRPC calls to the gateway's port for gRPC, all else
/// to the other.</summary>
public sealed class FrontDoor : Construct
{
    // The most that a balancer allows: who only listens, as to a job's events, may hear nothing for long.
    private const int IdleSeconds = 4000;

    public FrontDoor(
        Construct scope, string id, IVpc vpc, ISecurityGroup group, AwsSettings settings) : base(scope, id)
    {
        Balancer = new ApplicationLoadBalancer(this, "Balancer", new ApplicationLoadBalancerProps
        {
            Vpc = vpc,
            VpcSubnets = new SubnetSelection { SubnetType = SubnetType.PUBLIC },
            InternetFacing = true,
            SecurityGroup = group,
            Http2Enabled = true,
            IdleTimeout = Duration.Seconds(IdleSeconds),
            ClientKeepAlive = Duration.Days(7),
            DropInvalidHeaderFields = true,
            DeletionProtection = settings.IsProtected,
        });
        var zone = HostedZone.FromHostedZoneAttributes(this, "Zone",
            new HostedZoneAttributes { HostedZoneId = settings.ZoneId, ZoneName = settings.ZoneName });
        _ = new ARecord(this, "Name", new ARecordProps
        {
            Zone = zone,
            RecordName = $"{settings.Domain}.",
            Target = RecordTarget.FromAlias(new LoadBalancerTarget(Balancer)),
        });
        Certificate = new Certificate(this, "Certificate", new CertificateProps
        {
            DomainName = settings.Domain,
            Validation = CertificateValidation.FromDns(zone),
        });
        _ = Balancer.AddRedirect(new ApplicationLoadBalancerRedirectConfig { Open = false });
    }

    public ApplicationLoadBalancer Balancer { get; }

    /// <summary>Of the port for pages and programs; its health is the gateway's.</summary>
    public ApplicationTargetGroup Pages { get; private set; } = null!;

    private Certificate Certificate { get; }

    /// <summary>Sends requests to the gateway.</summary>
    public void Serve(FargateService gateway, MeshService model, IVpc vpc)
    {
        Pages = TargetGroup("Pages", vpc, gateway, model[MeshWiring.Http], ApplicationProtocolVersion.HTTP1,
            new HealthCheck { Path = "/health", HealthyHttpCodes = "200" });
        var calls = TargetGroup("Calls", vpc, gateway, model[MeshWiring.Grpc], ApplicationProtocolVersion.GRPC,
            new HealthCheck { Path = "/grpc.health.v1.Health/Check", HealthyGrpcCodes = "0" });
        var listener = Balancer.AddListener("Https", new BaseApplicationListenerProps
        {
            Port = 443,
            Protocol = ApplicationProtocol.HTTPS,
            Certificates = [ListenerCertificate.FromCertificateManager(Certificate)],
            SslPolicy = SslPolicy.TLS13_RES,
            Open = false,
            DefaultTargetGroups = [Pages],
        });
        // gRPC-Web (application/grpc-web...) is HTTP/1.1's.
        listener.AddTargetGroups("Calls", new AddApplicationTargetGroupsProps
        {
            Priority = 10,
            Conditions = [ListenerCondition.HttpHeader("content-type", ["application/grpc", "application/grpc+*"])],
            TargetGroups = [calls],
        });
    }

    private ApplicationTargetGroup TargetGroup(
        string id, IVpc vpc, FargateService gateway, MeshPort port, ApplicationProtocolVersion version,
        HealthCheck health)
    {
        health.Interval = Duration.Seconds(10);
        health.Timeout = Duration.Seconds(5);
        health.HealthyThresholdCount = 2;
        health.UnhealthyThresholdCount = 3;
        var group = new ApplicationTargetGroup(this, id, new ApplicationTargetGroupProps
        {
            Vpc = vpc,
            TargetType = TargetType.IP,
            Port = port.Number,
            Protocol = ApplicationProtocol.HTTP,
            ProtocolVersion = version,
            HealthCheck = health,
            DeregistrationDelay = Duration.Seconds(DrainTimes.Calls),
            // The console's pages live in the gateway that made them.
            StickinessCookieDuration = version == ApplicationProtocolVersion.HTTP1 ? Duration.Days(1) : null,
        });
        group.AddTarget(gateway.LoadBalancerTarget(new LoadBalancerTargetOptions
        {
            ContainerName = ServiceNames.Gateway,
            ContainerPort = port.Number,
        }));
        return group;
    }
}
