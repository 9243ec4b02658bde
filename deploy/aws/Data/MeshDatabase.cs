using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.RDS;
using Constructs;
using Kws.Aws.Network;

namespace Kws.Aws.Data;

/// <summary>PostgreSQL in two zones. The services make their own databases in it.</summary>
public sealed class MeshDatabase : Construct
{
    private const int Port = 5432;
    private const string Name = "kws";
    private const string User = "kws";

    // In a connection string each of these would have to be quoted.
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    public MeshDatabase(
        Construct scope, string id, IVpc vpc, IReadOnlyList<ISecurityGroup> clients, bool isProtected)
        : base(scope, id)
    {
        var group = new SecurityGroup(this, "Group", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = "The database",
            AllowAllOutbound = false,
        });
        foreach (var client in clients)
            group.AddIngressRule(client, Amazon.CDK.AWS.EC2.Port.Tcp(Port), "has tables in it");
        // Before the instance, which would make one that is kept for ever.
        var log = new LogGroup(this, "Log", new LogGroupProps
        {
            LogGroupName = $"/aws/rds/instance/{Name}/postgresql",
            Retention = RetentionDays.ONE_MONTH,
            RemovalPolicy = RemovalPolicy.DESTROY,
        });
        Instance = new DatabaseInstance(this, "Instance", Properties(vpc, group, isProtected));
        Instance.Node.AddDependency(log);
    }

    public DatabaseInstance Instance { get; }

    /// <summary>The connection to one of its databases.</summary>
    public ConnectionParts Connection(string database)
    {
        var (host, port) = (Instance.DbInstanceEndpointAddress, Instance.DbInstanceEndpointPort);
        var secret = Instance.Secret!.SecretValueFromJson("password");
        var password = secret.UnsafeUnwrap();
        return new ConnectionParts(
            new Dictionary<string, string>
            {
                [ConnectionParts.Host] = host,
                [ConnectionParts.Port] = port,
                [ConnectionParts.User] = User,
                [ConnectionParts.Database] = database,
                [ConnectionParts.Jdbc] = $"jdbc:postgresql://{host}:{port}/{database}?sslmode=require",
            },
            new Dictionary<string, SecretValue>
            {
                [ConnectionParts.Whole] = SecretValue.UnsafePlainText($"Host={host};Port={port};Database={database};"
                    + $"Username={User};Password={password};SSL Mode=Require"),
                [ConnectionParts.Password] = secret,
                [ConnectionParts.Uri] = SecretValue.UnsafePlainText(
                    $"postgresql://{User}:{password}@{host}:{port}/{database}?sslmode=require"),
            });
    }

    private static DatabaseInstanceProps Properties(IVpc vpc, SecurityGroup group, bool isProtected) => new()
    {
        InstanceIdentifier = Name,
        Engine = DatabaseInstanceEngine.Postgres(
            new PostgresInstanceEngineProps { Version = PostgresEngineVersion.Of("16", "16") }),
        InstanceType = Amazon.CDK.AWS.EC2.InstanceType.Of(InstanceClass.BURSTABLE4_GRAVITON, InstanceSize.MEDIUM),
        Vpc = vpc,
        VpcSubnets = MeshVpc.ForData,
        SecurityGroups = [group],
        PubliclyAccessible = false,
        MultiAz = true,
        StorageType = StorageType.GP3,
        StorageEncrypted = true,
        AllocatedStorage = 50,
        MaxAllocatedStorage = 500,
        BackupRetention = Duration.Days(14),
        CopyTagsToSnapshot = true,
        AutoMinorVersionUpgrade = true,
        Credentials = Credentials.FromGeneratedSecret(
            User, new CredentialsBaseOptions { ExcludeCharacters = Punctuation }),
        Parameters = new Dictionary<string, string> { ["rds.force_ssl"] = "1" },
        CloudwatchLogsExports = ["postgresql"],
        DeletionProtection = isProtected,
        RemovalPolicy = RemovalPolicy.SNAPSHOT,
    };
}
