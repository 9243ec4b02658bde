namespace Kws.Documentation.Tests.Deployment;

/// <summary>Who follows a README under <c>deploy/</c> from its first command to its last gets there: each is run, with
/// strict stand-ins for cluster, engine and account.</summary>
public sealed class DeployCommandTests
{
    [Fact]
    public void Runs_HaveEveryBlockOfDeploy()
    {
        var blocks = MarkdownPage.Present.Where(page => page.Path.StartsWith("deploy/", StringComparison.Ordinal))
            .SelectMany(page => page.Blocks(ReadmeScript.Language).SelectMany(block => block.Split('\n')));
        var run = ReadmeRuns.All.Values.SelectMany(each => ReadmeRuns.ScriptOf(each).Split('\n')).ToHashSet();

        Offenders.MustBeNone(blocks.Where(line => !run.Contains(line)), "lines that nobody runs");
    }

    [SkippableFact]
    public Task Containers_CommandsRun() => ReadmeRuns.MustRunAsync("containers", Registry);

    [SkippableFact]
    public Task Compose_CommandsRun() => ReadmeRuns.MustRunAsync("compose", Registry);

    [Trait("Duration", "Long")]
    [SkippableFact]
    public Task OneNode_CommandsRun() => ReadmeRuns.MustRunAsync("one node", _ => { });

    [Trait("Duration", "Long")]
    [SkippableFact]
    public Task Eks_CommandsRun() => ReadmeRuns.MustRunAsync("EKS", run =>
    {
        foreach (var name in new[] { "fullchain.pem", "key.pem" })
            File.WriteAllText(Path.Combine(run.Checkout, name), "");
    }, script => Instead(Instead(script, "REGION=eu-central-1", "REGION=eu-west-1"), "HOST=kws.", "HOST=mesh."));

    // What the page says that there has to be.
    private static void Registry(CommandRun run) => File.WriteAllText(
        Path.Combine(Path.GetDirectoryName(run.Checkout)!, "kept.json"), """{"registries": ["registry.example"]}""");

    private static string Instead(string script, string old, string another)
    {
        Assert.Contains(old, script, StringComparison.Ordinal);
        return script.Replace(old, another, StringComparison.Ordinal);
    }
}
