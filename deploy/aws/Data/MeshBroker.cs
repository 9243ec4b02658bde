using System.Globalization;
using Amazon.CDK;
using Amazon.CDK.AWS.AmazonMQ;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using Kws.Aws.Network;

namespace Kws.Aws.Data;

/// <summary>RabbitMQ: a cluster of three brokers, which services reach by TLS alone.</summary>
public sealed class MeshBroker : Construct
{
    /// <summary>Of the broker; CloudWatch's metrics are by it.</summary>
    public const string Name = "kws";

    private const int Port = 5671;
    private const string User = "kws";
    private readonly CfnBroker _broker;
    private readonly Secret _user;

    public MeshBroker(Construct scope, string id, IVpc vpc, IReadOnlyList<ISecurityGroup> clients) : base(scope, id)
    {
        var group = new SecurityGroup(this, "Group", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = "The message broker",
            AllowAllOutbound = false,
        });
        foreach (var client in clients)
            group.AddIngressRule(client, Amazon.CDK.AWS.EC2.Port.Tcp(Port), "tells and hears events");
        _user = new Secret(this, "User", new SecretProps
        {
            Description = "Kws: the user of the message broker",
            GenerateSecretString = new SecretStringGenerator
            {
                SecretStringTemplate = $$"""{"username":"{{User}}"}""",
                GenerateStringKey = "password",
                PasswordLength = 40,
                ExcludePunctuation = true,
            },
        });
        _broker = new CfnBroker(this, "Broker", Properties(vpc, group, Password.UnsafeUnwrap()));
    }

    /// <summary>The connection to it.</summary>
    public ConnectionParts Connection()
    {
        // amqps://HOST:5671
        var address = Fn.Select(1, Fn.Split("//", Fn.Select(0, _broker.AttrAmqpEndpoints)));
        var uri = SecretValue.UnsafePlainText($"amqps://{User}:{Password.UnsafeUnwrap()}@{address}");
        return new ConnectionParts(
            new Dictionary<string, string>
            {
                [ConnectionParts.Host] = Fn.Select(0, Fn.Split(":", address)),
                [ConnectionParts.Port] = Port.ToString(CultureInfo.InvariantCulture),
                [ConnectionParts.User] = User,
            },
            new Dictionary<string, SecretValue>
            {
                [ConnectionParts.Whole] = uri,
                [ConnectionParts.Password] = Password,
                [ConnectionParts.Uri] = uri,
            });
    }

    private SecretValue Password => _user.SecretValueFromJson("password");

    private static CfnBrokerProps Properties(IVpc vpc, SecurityGroup group, string password) => new()
    {
        BrokerName = Name,
        EngineType = "RABBITMQ",
        EngineVersion = "3.13",
        // Minor versions are AWS's to choose from 3.13 on.
        AutoMinorVersionUpgrade = true,
        DeploymentMode = "CLUSTER_MULTI_AZ",
        HostInstanceType = "mq.m5.large",
        PubliclyAccessible = false,
        SubnetIds = vpc.SelectSubnets(MeshVpc.ForData).SubnetIds,
        SecurityGroups = [group.SecurityGroupId],
        EncryptionOptions = new CfnBroker.EncryptionOptionsProperty { UseAwsOwnedKey = true },
        Users = new object[] { new CfnBroker.UserProperty { Username = User, Password = password } },
    };
}
