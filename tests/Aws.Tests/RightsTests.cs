using Kws.Aws.Tests.Checks;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

[Collection(DeploymentTests.Name)]
public sealed class RightsTests(Deployment deployment)
{
    [SkippableFact]
    public void Policies_NameEveryAction() => Offenders.MustBeNone(
        RightsChecks.WildcardActions(deployment.Templates), "a policy allows more than it names");

    [SkippableFact]
    public void Policies_NameEveryResourceThatAwsKnows() => Offenders.MustBeNone(
        RightsChecks.WildcardResources(deployment.Templates), "a policy is for every resource");

    [SkippableFact]
    public void Policies_AllowNobodyUnknown() => Offenders.MustBeNone(
        RightsChecks.OpenPrincipals(deployment.Templates), "a policy allows everybody");

    [SkippableTheory]
    [InlineData("sagemaker:", "trainingorchestrator")]
    [InlineData("iam:", "trainingorchestrator")]
    [InlineData("polly:", "tts")]
    public void Actions_OfOneService_AreNoOthers(string action, string owner)
    {
        Offenders.MustBeNone(RightsChecks.ActionsOfOthers(deployment.Templates, action, owner), $"{action} of another");
        Assert.Contains(RightsChecks.ActionsOf(deployment.Templates, owner), found =>
            found.StartsWith(action, StringComparison.Ordinal));
    }

    [SkippableFact]
    public void PassRole_IsOfTheTrainingRoleForSageMakerAlone()
    {
        var pass = Statement.In(deployment.Templates).Single(statement => statement.Actions.Contains("iam:PassRole"));
        Assert.Equal(["iam:PassRole"], pass.Actions);
        Assert.StartsWith("TrainingRole", (string?)pass.Root["Resource"]!["Fn::GetAtt"]![0], StringComparison.Ordinal);
        Assert.Equal("sagemaker.amazonaws.com",
            (string?)pass.Root["Condition"]!["StringEquals"]!["iam:PassedToService"]);
    }

    [SkippableFact]
    public void TrainingJobs_AreThoseOfTheProject()
    {
        var jobs = Statement.In(deployment.Templates)
            .Single(statement => statement.Actions.Contains("sagemaker:CreateTrainingJob"));
        Assert.EndsWith(":training-job/kws-*\"]]}", jobs.Root["Resource"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("featureextraction", false, false)]
    [InlineData("tts", false, false)]
    [InlineData("gateway", true, false)]
    [InlineData("visioninference", true, false)]
    [InlineData("audioinference", true, true)]
    [InlineData("trainingorchestrator", true, true)]
    public void Objects_AreReadAndWrittenByThoseWhoNeedTo(string service, bool reads, bool writes)
    {
        var actions = RightsChecks.ActionsOf(deployment.Templates, service);
        Assert.Equal(reads, actions.Contains("s3:GetObject"));
        Assert.Equal(writes, actions.Contains("s3:PutObject"));
    }

    [SkippableFact]
    public void Objects_AreAllowedByPrefix()
    {
        var objects = Statement.In(deployment.Templates).Where(statement => statement.Allows
            && statement.Actions.Any(action => action.EndsWith("Object", StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(objects);
        Offenders.MustBeNone(objects.SelectMany(statement => statement.Resources)
            .Where(resource => !resource.Contains("/*", StringComparison.Ordinal)
                || resource.Contains("\"/*\"", StringComparison.Ordinal)), "objects of the whole bucket");
    }
}
