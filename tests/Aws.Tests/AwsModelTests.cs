using System.Text.Json.Nodes;
using Kws.Aws.Tests.Checks;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

/// <summary>Without an account: AWS's own models know what the templates say.</summary>
[Collection(DeploymentTests.Name)]
public sealed class AwsModelTests(Deployment deployment)
{
    [SkippableFact]
    public async Task Templates_SayWhatAwsKnows() =>
        Offenders.MustBeNone(await AwsModels.FaultsOfAsync(deployment.Templates), "AWS does not know it");

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetType", "\"address\"", "address is none of")]
    [InlineData("AWS::ECS::Service", "LaunchTipe", "\"FARGATE\"", "has no LaunchTipe")]
    [InlineData("AWS::CloudWatch::Alarm", "EvaluationPeriods", "\"many\"", "EvaluationPeriods")]
    [InlineData("AWS::IAM::Policy", "PolicyDocument",
        """{"Statement":[{"Effect":"Allow","Action":"polly:Speak","Resource":"*"}]}""", "no action polly:Speak")]
    public async Task Template_WithAFault_IsFound(string type, string property, string value, string fault)
    {
        StackTemplate[] templates = [.. deployment.Templates.Select(template => template.Copy())];
        var spoiled = templates.SelectMany(template => template.Resources(type)).First();
        spoiled.Properties[property] = JsonNode.Parse(value);
        Assert.Contains(fault, Assert.Single(await AwsModels.FaultsOfAsync(templates)), StringComparison.Ordinal);
    }
}
