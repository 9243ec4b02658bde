using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Packages;

public sealed class ModelShowCommandTests
{
    [Fact]
    public async Task Show_ForPeople_ListsCostMetricsAndThresholds()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedHearing());

        var run = await KwsRun.WithAsync("model", "show", "--server", host.Address).WithTimeout();

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("scripted 1.2.3", run.Out, StringComparison.Ordinal);
        foreach (var row in new[] { @"parameters +│ 75,108", @"accuracy +│ 0\.97; validation; 100 samples",
            "licence +│ MIT", @"yes +│ +0\.800 │", "no +│ +│" })
            Assert.Matches(row, run.Out);
    }

    [Fact]
    public async Task Show_AsJson_IsTheManifest()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedHearing());

        var run = await KwsRun.WithAsync("model", "show", "--json", "--server", host.Address).WithTimeout();

        Assert.Equal(["name", "cost", "metrics", "licence"],
            run.Json.EnumerateObject().Select(property => property.Name));
    }
}
