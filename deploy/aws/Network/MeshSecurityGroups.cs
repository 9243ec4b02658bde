using Amazon.CDK.AWS.EC2;
using Constructs;
using Kws.Deploy;

namespace Kws.Aws.Network;

/// <summary>Who reaches whom: a group for each service, which only its callers get into.</summary>
public sealed class MeshSecurityGroups : Construct
{
    private readonly Dictionary<string, SecurityGroup> _services = [];

    public MeshSecurityGroups(Construct scope, string id, IVpc vpc, MeshModel mesh) : base(scope, id)
    {
        Balancer = new SecurityGroup(this, "Balancer", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = "The balancer: devices, programs and browsers",
            AllowAllOutbound = false,
        });
        Balancer.AddIngressRule(Peer.AnyIpv4(), Port.Tcp(443), "devices, programs and browsers");
        Balancer.AddIngressRule(Peer.AnyIpv4(), Port.Tcp(80), "sent on to HTTPS");
        foreach (var service in mesh.Services)
            _services[service.Name] = new SecurityGroup(this, service.Name, new SecurityGroupProps
            {
                Vpc = vpc,
                Description = $"Tasks of {service.Name}",
            });
        foreach (var service in mesh.Services)
            AllowCallsOf(service, mesh);
    }

    /// <summary>Of the balancer, the only one that the internet reaches.</summary>
    public SecurityGroup Balancer { get; }

    /// <summary>Of a service's tasks.</summary>
    public SecurityGroup this[string service] => _services[service];

    private void AllowCallsOf(MeshService service, MeshModel mesh)
    {
        foreach (var called in MeshWiring.CallsOf(service))
            Allow(service.Name, mesh[called], "calls it");
        if (service.Name != ServiceNames.Gateway)
            Allow(service.Name, mesh[ServiceNames.Gateway], "asks who is revoked");
    }

    private void Allow(string caller, MeshService called, string why) => _services[called.Name].AddIngressRule(
        _services[caller], Port.Tcp(called[MeshWiring.Http].Number), $"{caller} {why}");
}
