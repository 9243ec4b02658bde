using Kws.Aws.Tests.Checks;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

[Collection(DeploymentTests.Name)]
public sealed class ExposureTests(Deployment deployment)
{
    [SkippableFact]
    public void Buckets_AreClosed() => Offenders.MustBeNone(
        ExposureChecks.PublicBuckets(deployment.Templates), "a bucket that can be made public");

    [SkippableFact]
    public void DatabaseAndBroker_AreClosed() => Offenders.MustBeNone(
        ExposureChecks.PublicServers(deployment.Templates), "a server with a public address");

    [SkippableFact]
    public void Tasks_RunInPrivateSubnets() => Offenders.MustBeNone(
        ExposureChecks.PublicTasks(deployment.Templates), "a task with a public address, or in another subnet");

    [SkippableFact]
    public void Subnets_GiveNoPublicAddress() => Offenders.MustBeNone(
        ExposureChecks.SubnetsThatGivePublicAddresses(deployment.Templates), "a subnet that gives public addresses");

    [SkippableFact]
    public void Internet_ReachesTheBalancerAlone() => Offenders.MustBeNone(
        ExposureChecks.OpenPorts(deployment.Templates), "a port that is open to the internet");

    [SkippableFact]
    public void Everything_IsEncrypted() => Offenders.MustBeNone(
        ProtectionChecks.Unencrypted(deployment.Templates), "kept without encryption");

    [SkippableFact]
    public void Listeners_SpeakTls() => Offenders.MustBeNone(
        ProtectionChecks.ClearText(deployment.Templates), "a listener in clear text");

    [SkippableFact]
    public void BucketsAndTopics_TakeTlsAlone() => Offenders.MustBeNone(
        ProtectionChecks.WithoutTlsAlone(deployment.Templates), "a policy that does not deny clear text");

    [SkippableFact]
    public void Logs_End() => Offenders.MustBeNone(
        ProtectionChecks.LogsWithoutEnd(deployment.Templates), "a log that is kept for ever");

    [SkippableFact]
    public void Templates_HoldNoPassword()
    {
        var secrets = deployment.Templates.SelectMany(template => template.Resources("AWS::SecretsManager::Secret"))
            .Where(secret => secret.At("SecretString") is not null)
            .ToDictionary(secret => secret.Id, secret => secret.At("SecretString")!.ToJsonString());
        Assert.Equal(3, secrets.Count);
        Assert.All(secrets.Values, text =>
            Assert.Contains("{{resolve:secretsmanager:", text, StringComparison.Ordinal));
        Assert.Equal(2, secrets.Values.Count(text => text.Contains("SSL Mode=Require", StringComparison.Ordinal)));
        Assert.Single(secrets.Values, text => text.Contains("amqps://", StringComparison.Ordinal));
    }
}
