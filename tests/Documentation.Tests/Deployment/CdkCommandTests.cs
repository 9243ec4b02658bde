using System.Text.Json.Nodes;

namespace Kws.Documentation.Tests.Deployment;

/// <summary>The commands of deploy/aws/README.md, against the stacks that the CDK's app makes of the AppHost's
/// manifest.</summary>
public sealed class CdkCommandTests(WrittenManifest manifest) : IClassFixture<WrittenManifest>
{
    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Aws_CommandsRun()
    {
        Skip.If(StandIns.OnThisMachine("node") is null, "Node.js is missing, which the CDK runs on");
        await ReadmeRuns.MustRunAsync("AWS", run =>
        {
            var file = Path.Combine(run.Checkout, "deploy", "aws", "cdk.json");
            var settings = JsonNode.Parse(File.ReadAllText(file))!;
            foreach (var (key, value) in new[] { ("domain", "kws.example.org"), ("zone", "example.org"),
                ("zoneId", "Z0123456789ABCDEFGHIJ"), ("alarmEmail", "operator@example.org") })
                settings["context"]![key] = value;
            File.WriteAllText(file, settings.ToJsonString());
        }, folder: "deploy/aws", machine: "aarch64", manifest: manifest.Path);
    }
}
