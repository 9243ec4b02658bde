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
    public async Task Show_ModelWithAVerifier_TellsItsSizeAndThresholds()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedHearing
        {
            ManifestJson = """
                {"verifier":{"file":"verifier.onnx","frames":198,"looks":6,"thresholds":{"yes":0.7}},
                 "files":[{"path":"verifier.onnx","bytes":190000}]}
                """,
        });

        var run = await KwsRun.WithAsync("model", "show", "--server", host.Address).WithTimeout();

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("verifier.onnx, 190,000 bytes, hears 198 frames, up to 6 looks a word", run.Out,
            StringComparison.Ordinal);
        Assert.Matches(@"yes +│ +0\.800 │ +0\.700 │", run.Out);
        Assert.Matches(@"no +│ +│ +0\.500 │", run.Out);
    }

    [Theory]
    [InlineData("", "heard again below 0.9, at -6 3 frames ")]
    [InlineData(",\"file\":\"clips.onnx\"", "heard again below 0.9, at -6 3 frames, by clips.onnx, 300,000 bytes")]
    public async Task Show_ModelThatHearsUnclearClipsAgain_TellsWhenAndBy(string file, string expected)
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedHearing
        {
            ManifestJson = $$"""
                {"clips":{"unsure_below":0.9,"shift_frames":[-6,3]{{file}}},
                 "files":[{"path":"clips.onnx","bytes":300000}]}
                """,
        });

        var run = await KwsRun.WithAsync("model", "show", "--server", host.Address).WithTimeout();

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
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
