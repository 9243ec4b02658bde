using Amazon.CDK;
using Amazon.CDK.AWS.ECR;
using Constructs;
using Kws.Deploy;

namespace Kws.Aws.Data;

/// <summary>The repositories that <c>deploy/containers</c> pushes to. Images can be made again: they go with the
/// stack.</summary>
public sealed class ImageRepositories : Construct
{
    // As deploy/containers/base.sh names them.
    private static readonly string[] s_bases = ["service", "speech", "vision", "pytorch", "trainer"];

    private readonly Dictionary<string, Repository> _services = [];

    public ImageRepositories(Construct scope, string id, MeshModel mesh) : base(scope, id)
    {
        foreach (var service in mesh.Services)
            _services[service.Name] = Create($"kws/{service.Name}");
        foreach (var name in s_bases)
            Create($"kws-base/{name}");
    }

    /// <summary>Of a service.</summary>
    public IRepository this[string service] => _services[service];

    private Repository Create(string name) => new(this, name.Replace('/', '-'), new RepositoryProps
    {
        RepositoryName = name,
        ImageScanOnPush = true,
        LifecycleRules = [new LifecycleRule { Description = "the last twenty", MaxImageCount = 20 }],
        EmptyOnDelete = true,
        RemovalPolicy = RemovalPolicy.DESTROY,
    });
}
