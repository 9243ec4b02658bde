using Amazon.CDK;
using Constructs;
using Kws.Aws.Network;
using Kws.Deploy;

namespace Kws.Aws.Data;

/// <summary>What outlives every version of the mesh: database, broker, objects, secrets, images.</summary>
public sealed class DataStack : Stack
{
    public DataStack(Construct scope, string id, NetworkStack network, MeshModel mesh, AwsSettings settings)
        : base(scope, id, new StackProps { Description = "Kws: database, broker, objects, secrets, images" })
    {
        Database = new MeshDatabase(this, "Database", network.Vpc,
            [.. mesh.Services.Where(service => service.Databases.Count > 0)
                .Select(service => network.Groups[service.Name])], settings.IsProtected);
        Broker = new MeshBroker(this, "Broker", network.Vpc,
            [.. mesh.Services.Where(service => service.UsesBus).Select(service => network.Groups[service.Name])]);
        Objects = new MeshBucket(this, "Objects");
        Secrets = new MeshSecrets(this, "Secrets", mesh, Database, Broker);
        Images = new ImageRepositories(this, "Images", mesh);
    }

    public MeshDatabase Database { get; }

    public MeshBroker Broker { get; }

    public MeshBucket Objects { get; }

    public MeshSecrets Secrets { get; }

    public ImageRepositories Images { get; }
}
