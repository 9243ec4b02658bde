namespace Kws.Documentation.Tests.Deployment;

/// <summary>Which commands make one run: of a page, or of one way among those that it tells.</summary>
internal static class ReadmeRuns
{
    private const string Kubernetes = "deploy/kubernetes/README.md";

    /// <summary>Page, heading with which it begins and heading before which it ends.</summary>
    public static readonly IReadOnlyDictionary<string, (string Page, string From, string Before)> All =
        new Dictionary<string, (string Page, string From, string Before)>
        {
            ["containers"] = ("deploy/containers/README.md", "", ""),
            ["compose"] = ("deploy/compose/README.md", "", ""),
            ["one node"] = (Kubernetes, "On one node", "On EKS"),
            ["EKS"] = (Kubernetes, "On EKS", ""),
            ["AWS"] = ("deploy/aws/README.md", "", ""),
        };

    /// <summary>The commands of a run.</summary>
    public static string ScriptOf((string Page, string From, string Before) run) =>
        ReadmeScript.Of(new MarkdownPage(run.Page).Text, run.From, run.Before);

    /// <summary>Fails, naming what does not work.</summary>
    /// <param name="name">Of <see cref="All"/>.</param>
    /// <param name="given">Makes what the page says that there has to be.</param>
    /// <param name="changed">The script as who follows it changes it.</param>
    /// <param name="folder">Of the checkout, in which it runs.</param>
    /// <param name="machine">What <c>uname -m</c> says.</param>
    /// <param name="manifest">The AppHost's, where the CDK's app is asked for.</param>
    public static async Task MustRunAsync(
        string name, Action<CommandRun> given, Func<string, string>? changed = null, string folder = "",
        string machine = "x86_64", string manifest = "")
    {
        Skip.IfNot(CommandRun.Missing.Length == 0, CommandRun.Missing);
        var script = ScriptOf(All[name]);
        using var run = new CommandRun(machine);
        given(run);
        var faults = await run.FaultsOfAsync(changed?.Invoke(script) ?? script, folder, manifest);

        Offenders.MustBeNone(faults, $"commands of {All[name].Page} that do not work");
    }
}
