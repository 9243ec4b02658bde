using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using Kws.Deploy;

namespace Kws.Aws.Data;

/// <summary>What services are told that nobody else may read: the key that they know each other by, and connection
/// strings, which a service takes as one text each.</summary>
/// <remarks>CloudFormation puts the passwords in when it deploys; templates hold references to them alone. A password
/// that is changed comes in with the next deployment of this stack.</remarks>
public sealed class MeshSecrets : Construct
{
    // Letters and digits in a multiple of four are base64 too: 48 bytes.
    private const int KeyLength = 64;

    private readonly Dictionary<string, (ConnectionParts Parts, Secret Secret)> _connections = [];

    public MeshSecrets(Construct scope, string id, MeshModel mesh, MeshDatabase database, MeshBroker broker)
        : base(scope, id)
    {
        MeshKey = new Secret(this, "MeshKey", new SecretProps
        {
            Description = "Kws: the key that services sign tokens for each other with",
            GenerateSecretString = new SecretStringGenerator
            {
                PasswordLength = KeyLength,
                ExcludePunctuation = true,
                IncludeSpace = false,
            },
        });
        foreach (var name in mesh.Services.SelectMany(service => service.Databases).Distinct())
            Add(name, database.Connection(name));
        Add(MeshWiring.Bus, broker.Connection());
    }

    /// <summary>Of <c>Access:MeshKey</c>.</summary>
    public Secret MeshKey { get; }

    /// <summary>The parts of a connection, by the connection string's name.</summary>
    public ConnectionParts Parts(string name) => _connections[name].Parts;

    /// <summary>Its secret parts, each a field of JSON.</summary>
    public ISecret Connection(string name) => _connections[name].Secret;

    private void Add(string name, ConnectionParts parts) => _connections[name] = (parts, new Secret(
        this, $"Connection-{name}", new SecretProps
        {
            Description = $"Kws: connection string '{name}'",
            SecretObjectValue = parts.Secret.ToDictionary(),
        }));
}
