using System.Text.Json.Nodes;
using Kws.Aws.Tests.Checks;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

/// <summary>The checks find faults that are put into the templates.</summary>
[Collection(DeploymentTests.Name)]
public sealed class FaultTests(Deployment deployment)
{
    [SkippableFact]
    public void Bucket_WithoutABlock_IsFound() => Found(
        "AWS::S3::Bucket", bucket => bucket.At("PublicAccessBlockConfiguration")!["BlockPublicPolicy"] = false,
        ExposureChecks.PublicBuckets);

    [SkippableFact]
    public void Database_WithAPublicAddress_IsFound() => Found(
        "AWS::RDS::DBInstance", database => database.Properties["PubliclyAccessible"] = true,
        ExposureChecks.PublicServers);

    [SkippableFact]
    public void Task_WithAPublicAddress_IsFound() => Found(
        "AWS::ECS::Service",
        service => service.At("NetworkConfiguration", "AwsvpcConfiguration")!["AssignPublicIp"] = "ENABLED",
        ExposureChecks.PublicTasks);

    [SkippableFact]
    public void Task_InAPublicSubnet_IsFound() => Found(
        "AWS::ECS::Service",
        service => service.At("NetworkConfiguration", "AwsvpcConfiguration")!["Subnets"]![0] =
            new JsonObject { ["Fn::ImportValue"] = "kws-network:ExportsOutputRefNetworkVpcpublicSubnet1Subnet" },
        ExposureChecks.PublicTasks);

    [SkippableFact]
    public void Subnet_WithPublicAddresses_IsFound() => Found(
        "AWS::EC2::Subnet", subnet => subnet.Properties["MapPublicIpOnLaunch"] = true,
        ExposureChecks.SubnetsThatGivePublicAddresses);

    [SkippableFact]
    public void Port_OpenToTheInternet_IsFound() => Found(
        "AWS::EC2::SecurityGroup",
        group => group.Properties["SecurityGroupIngress"] =
            new JsonArray(new JsonObject { ["CidrIp"] = "0.0.0.0/0", ["FromPort"] = 5432, ["ToPort"] = 5432 }),
        ExposureChecks.OpenPorts);

    [SkippableTheory]
    [InlineData("sagemaker:*")]
    [InlineData("s3:Get*")]
    [InlineData("*")]
    public void Policy_WithAWildcard_IsFound(string action) => Found(
        "AWS::IAM::Policy", policy => FirstOf(policy)["Action"] = action, RightsChecks.WildcardActions);

    [SkippableFact]
    public void Policy_ForEveryResource_IsFound() => Found("AWS::IAM::Policy", policy =>
    {
        FirstOf(policy)["Action"] = new JsonArray("s3:GetObject");
        FirstOf(policy)["Resource"] = "*";
    }, RightsChecks.WildcardResources);

    [SkippableFact]
    public void Bucket_ForEverybody_IsFound() => Found("AWS::S3::BucketPolicy", policy =>
    {
        FirstOf(policy)["Effect"] = "Allow";
        FirstOf(policy)["Principal"] = new JsonObject { ["AWS"] = "*" };
    }, RightsChecks.OpenPrincipals);

    [SkippableTheory]
    [InlineData("sagemaker:CreateTrainingJob", "trainingorchestrator")]
    [InlineData("iam:PassRole", "trainingorchestrator")]
    [InlineData("polly:SynthesizeSpeech", "tts")]
    public void Action_OfAnotherService_IsFound(string action, string owner) => Found(
        "AWS::IAM::Policy", policy => FirstOf(policy)["Action"] = action,
        templates => RightsChecks.ActionsOfOthers(templates, action, owner),
        policy => policy.Id.StartsWith("gatewayTaskTaskRole", StringComparison.Ordinal));

    [SkippableTheory]
    [InlineData("AWS::S3::Bucket", "BucketEncryption")]
    [InlineData("AWS::RDS::DBInstance", "StorageEncrypted")]
    [InlineData("AWS::AmazonMQ::Broker", "EncryptionOptions")]
    [InlineData("AWS::SNS::Topic", "KmsMasterKeyId")]
    public void Encryption_ThatIsMissing_IsFound(string type, string property) => Found(
        type, resource => resource.Properties.Remove(property), ProtectionChecks.Unencrypted);

    [SkippableFact]
    public void Listener_InClearText_IsFound() => Found(
        "AWS::ElasticLoadBalancingV2::Listener", listener => listener.Properties["Protocol"] = "HTTP",
        ProtectionChecks.ClearText, listener => listener.Has("HTTPS", "Protocol"));

    [SkippableTheory]
    [InlineData("AWS::S3::BucketPolicy")]
    [InlineData("AWS::SNS::TopicPolicy")]
    public void ClearText_ThatIsNotDenied_IsFound(string type) => Found(
        type, policy =>
        {
            foreach (var statement in policy.At("PolicyDocument", "Statement")!.AsArray())
                statement!["Effect"] = "Allow";
        }, ProtectionChecks.WithoutTlsAlone, named: false);

    [SkippableFact]
    public void Log_WithoutAnEnd_IsFound() => Found(
        "AWS::Logs::LogGroup", log => log.Properties.Remove("RetentionInDays"), ProtectionChecks.LogsWithoutEnd);

    [SkippableFact]
    public void Variable_ThatIsMissing_IsFound()
    {
        var templates = Copies();
        var variables = TaskChecks.ContainerOf(templates, "audioinference")["Environment"]!.AsArray();
        variables.Remove(variables.Single(each => (string?)each!["Name"] == "Features__Source"));
        Assert.Equal(["audioinference: Features__Source"], TaskChecks.MissingVariables(templates, deployment.Mesh));
    }

    [SkippableFact]
    public void Secret_ThatIsMissing_IsFound()
    {
        var templates = Copies();
        TaskChecks.ContainerOf(templates, "tts").Remove("Secrets");
        Assert.Contains("tts: ConnectionStrings__bus", TaskChecks.MissingVariables(templates, deployment.Mesh));
    }

    [SkippableFact]
    public void Port_ThatIsAnother_IsFound()
    {
        var templates = Copies();
        TaskChecks.ContainerOf(templates, "gateway")["PortMappings"]![0]!["ContainerPort"] = 1;
        Assert.StartsWith("gateway: 1,", Assert.Single(TaskChecks.OtherPorts(templates, deployment.Mesh)),
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Log_OfAContainerThatIsNotOurs_IsFound()
    {
        var templates = Copies();
        TaskChecks.ContainerOf(templates, "tts")["LogConfiguration"]!["Options"]!["awslogs-group"] = "/else/where";
        Assert.EndsWith(": tts", Assert.Single(TaskChecks.OtherLogs(templates)), StringComparison.Ordinal);
    }

    private static JsonObject FirstOf(TemplateResource policy) =>
        policy.At("PolicyDocument", "Statement")![0]!.AsObject();

    private StackTemplate[] Copies() => [.. deployment.Templates.Select(template => template.Copy())];

    // Spoils the first resource of a type and looks whether the check tells of it.
    private void Found(
        string type, Action<TemplateResource> spoil, Func<StackTemplate[], IEnumerable<string>> check,
        Func<TemplateResource, bool>? which = null, bool named = true)
    {
        var templates = Copies();
        Assert.Empty(check(templates));
        var spoiled = templates.SelectMany(template => template.Resources(type)).First(which ?? (_ => true));
        spoil(spoiled);
        var offender = Assert.Single(check(templates));
        if (named)
            Assert.StartsWith(spoiled.ToString(), offender, StringComparison.Ordinal);
    }
}
