using Amazon.CDK.Assertions;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

[Collection(DeploymentTests.Name)]
public sealed class DataTests(Deployment deployment)
{
    private Template Template => deployment.Of(deployment.Stacks.Data);

    [SkippableFact]
    public void Database_IsKeptAndInTwoZones()
    {
        Template.HasResourceProperties("AWS::RDS::DBInstance", new Dictionary<string, object>
        {
            ["Engine"] = "postgres",
            ["MultiAZ"] = true,
            ["DeletionProtection"] = true,
            ["BackupRetentionPeriod"] = 14,
        });
        Template.HasResource("AWS::RDS::DBInstance", new Dictionary<string, object>
        {
            ["DeletionPolicy"] = "Snapshot",
            ["UpdateReplacePolicy"] = "Snapshot",
        });
    }

    [SkippableFact]
    public void Broker_IsAClusterOfRabbitMq() => Template.HasResourceProperties("AWS::AmazonMQ::Broker",
        new Dictionary<string, object> { ["EngineType"] = "RABBITMQ", ["DeploymentMode"] = "CLUSTER_MULTI_AZ" });

    [SkippableFact]
    public void Bucket_IsKept_AndRecordingsEnd()
    {
        Template.HasResource("AWS::S3::Bucket", new Dictionary<string, object> { ["DeletionPolicy"] = "Retain" });
        Template.HasResourceProperties("AWS::S3::Bucket", new Dictionary<string, object>
        {
            ["LifecycleConfiguration"] = new Dictionary<string, object>
            {
                ["Rules"] = Match.ArrayWith(
                [
                    Match.ObjectLike(new Dictionary<string, object>
                    {
                        ["Prefix"] = "recordings/",
                        ["ExpirationInDays"] = 90,
                        ["Status"] = "Enabled",
                    }),
                ]),
            },
        });
    }

    [SkippableFact]
    public void Repositories_AreTheOnesThatImagesArePushedTo()
    {
        string[] names =
        [
            .. deployment.Templates.SelectMany(template => template.Resources("AWS::ECR::Repository"))
                .Select(repository => (string)repository.At("RepositoryName")!),
        ];
        Assert.Equal(
            deployment.Mesh.Services.Select(service => $"kws/{service.Name}")
                .Concat(new[] { "service", "speech", "vision", "pytorch", "trainer" }
                    .Select(name => $"kws-base/{name}"))
                .Order(),
            names.Order());
    }

    [SkippableTheory]
    [InlineData("NoGateway")]
    [InlineData("ServerErrors")]
    [InlineData("BalancerErrors")]
    [InlineData("Overload")]
    [InlineData("Refusals")]
    [InlineData("EventsLost")]
    [InlineData("DatabaseStorage")]
    [InlineData("BusMemory")]
    public void Alarms_AreTold(string name)
    {
        var alarm = Assert.Single(
            deployment.Templates.SelectMany(template => template.Resources("AWS::CloudWatch::Alarm")),
            alarm => alarm.Id.StartsWith($"Alarms{name}", StringComparison.Ordinal));
        Assert.StartsWith("ToldTopic", (string?)alarm.At("AlarmActions")![0]!["Ref"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Budget_IsWatched() => deployment.Of(deployment.Stacks.Observability).HasResourceProperties(
        "AWS::Budgets::Budget", new Dictionary<string, object>
        {
            ["Budget"] = new Dictionary<string, object>
            {
                ["BudgetLimit"] = new Dictionary<string, object> { ["Amount"] = 2000, ["Unit"] = "USD" },
                ["TimeUnit"] = "MONTHLY",
            },
        });
}
