using Amazon.CDK;
using Kws.Aws.Data;
using Kws.Aws.Mesh;
using Kws.Aws.Network;
using Kws.Aws.Observability;
using Kws.Deploy;

namespace Kws.Aws;

/// <summary>The stacks of a deployment, by how long what is in them lives.</summary>
public sealed record KwsStacks(
    NetworkStack Network, DataStack Data, MeshStack Mesh, ObservabilityStack Observability)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<Stack> All => [Network, Data, Mesh, Observability];

    /// <summary>Adds them to an app. Account and region are those of whoever deploys.</summary>
    public static KwsStacks Add(App app, MeshModel mesh, AwsSettings settings)
    {
        var network = new NetworkStack(app, "kws-network", mesh);
        var data = new DataStack(app, "kws-data", network, mesh, settings);
        var running = new MeshStack(app, "kws-mesh", network, data, mesh, settings);
        var observability = new ObservabilityStack(app, "kws-observability", data, running, settings);
        Tags.Of(app).Add("project", "kws");
        return new KwsStacks(network, data, running, observability);
    }
}
