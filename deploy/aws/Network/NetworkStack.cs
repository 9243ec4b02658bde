using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Constructs;
using Kws.Deploy;

namespace Kws.Aws.Network;

/// <summary>What everything stands in, and what changes least.</summary>
public sealed class NetworkStack : Stack
{
    public NetworkStack(Construct scope, string id, MeshModel mesh)
        : base(scope, id, new StackProps { Description = "Kws: network" })
    {
        Vpc = new MeshVpc(this, "Network").Vpc;
        Groups = new MeshSecurityGroups(this, "Groups", Vpc, mesh);
    }

    public Vpc Vpc { get; }

    public MeshSecurityGroups Groups { get; }
}
