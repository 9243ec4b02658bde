using Amazon.CDK.Assertions;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

[Collection(DeploymentTests.Name)]
public sealed class FrontDoorTests(Deployment deployment)
{
    private const string TargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

    private Template Template => deployment.Of(deployment.Stacks.Mesh);

    [SkippableFact]
    public void Pages_GoToTheGatewaysHttpPort() => Template.HasResourceProperties(TargetGroup,
        new Dictionary<string, object>
        {
            ["Port"] = deployment.Mesh["gateway"]["http"].Number,
            ["Protocol"] = "HTTP",
            ["ProtocolVersion"] = "HTTP1",
            ["HealthCheckPath"] = "/health",
            ["Matcher"] = new Dictionary<string, object> { ["HttpCode"] = "200" },
            ["TargetType"] = "ip",
        });

    [SkippableFact]
    public void Calls_GoToTheGatewaysGrpcPort() => Template.HasResourceProperties(TargetGroup,
        new Dictionary<string, object>
        {
            ["Port"] = deployment.Mesh["gateway"]["grpc"].Number,
            ["Protocol"] = "HTTP",
            ["ProtocolVersion"] = "GRPC",
            ["HealthCheckPath"] = "/grpc.health.v1.Health/Check",
            ["Matcher"] = new Dictionary<string, object> { ["GrpcCode"] = "0" },
            ["TargetType"] = "ip",
        });

    [SkippableFact]
    public void Gateway_IsBehindBothTargetGroups()
    {
        var gateway = deployment.Templates.SelectMany(template => template.Resources("AWS::ECS::Service"))
            .Single(service => service.Has("gateway", "ServiceName"));
        Assert.Equal(
            new[] { "http", "grpc" }.Select(port => deployment.Mesh["gateway"][port].Number).Order(),
            gateway.At("LoadBalancers")!.AsArray().Select(target => (int)target!["ContainerPort"]!).Order());
    }

    [SkippableFact]
    public void GrpcCalls_AreToldByTheirType_AndGrpcWebIsNoneOfThem() => Template.HasResourceProperties(
        "AWS::ElasticLoadBalancingV2::ListenerRule", new Dictionary<string, object>
        {
            ["Conditions"] = new object[]
            {
                new Dictionary<string, object>
                {
                    ["Field"] = "http-header",
                    ["HttpHeaderConfig"] = new Dictionary<string, object>
                    {
                        ["HttpHeaderName"] = "content-type",
                        ["Values"] = new[] { "application/grpc", "application/grpc+*" },
                    },
                },
            },
        });

    [SkippableTheory]
    [InlineData("idle_timeout.timeout_seconds", "4000")]
    [InlineData("client_keep_alive.seconds", "604800")]
    [InlineData("routing.http.drop_invalid_header_fields.enabled", "true")]
    [InlineData("deletion_protection.enabled", "true")]
    public void Balancer_LetsStreamsLast(string key, string value) => Template.HasResourceProperties(
        "AWS::ElasticLoadBalancingV2::LoadBalancer", new Dictionary<string, object>
        {
            ["Scheme"] = "internet-facing",
            ["LoadBalancerAttributes"] = Match.ArrayWith(
                [new Dictionary<string, object> { ["Key"] = key, ["Value"] = value }]),
        });

    [SkippableFact]
    public void Firewall_LimitsAddressesAndBlocksNoUpload()
    {
        var list = deployment.Templates.SelectMany(template => template.Resources("AWS::WAFv2::WebACL")).Single();
        var rules = list.At("Rules")!.AsArray().ToDictionary(rule => (string)rule!["Name"]!, rule => rule!);
        var common = rules["AWSManagedRulesCommonRuleSet"]["Statement"]!["ManagedRuleGroupStatement"]!;
        var size = common["RuleActionOverrides"]!.AsArray()
            .Single(each => (string?)each!["Name"] == "SizeRestrictions_BODY")!;
        Assert.NotNull(size["ActionToUse"]!["Count"]);
        Assert.Equal("application/grpc", (string?)common["ScopeDownStatement"]!["NotStatement"]!["Statement"]!
            ["ByteMatchStatement"]!["SearchString"]);
        Assert.NotNull(rules["requests-of-one-address"]["Action"]!["Block"]);
        Assert.Equal(4, rules.Count);
        Template.ResourceCountIs("AWS::WAFv2::WebACLAssociation", 1);
    }
}
