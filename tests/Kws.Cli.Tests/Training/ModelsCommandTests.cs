using Grpc.Core;
using Kws.Cli.Tests.Hosts;
using Kws.TestSupport.Models;
using Kws.Training.V1;

namespace Kws.Cli.Tests.Training;

/// <summary><c>kws models</c> against a registry that a test scripts.</summary>
public sealed class ModelsCommandTests : IAsyncLifetime
{
    private readonly ScriptedModels _registry = new();
    private ScriptedHost _host = null!;

    public async Task InitializeAsync() => _host = await ScriptedHost.StartAsync(_registry);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task List_ShowsVersionsAndWhatTheyAre()
    {
        var table = await RunAsync("list");
        var json = await RunAsync("list", "--json");

        Assert.Equal(0, table.ExitCode);
        foreach (var text in (string[])["small", "1.3.0", "champion", "93.0%", "published"])
            Assert.Contains(text, table.Out, StringComparison.Ordinal);
        Assert.Equal("champion", json.Json[0].GetProperty("aliases")[0].GetString());
    }

    [Fact]
    public async Task Show_HasMetricsGatesAndManifest()
    {
        var table = await RunAsync("show", "small/1.3.0");
        var json = await RunAsync("show", "small/1.3.0", "--json");

        Assert.Contains("at most 10 bytes", table.Out, StringComparison.Ordinal);
        Assert.Equal("small", json.Json.GetProperty("manifest").GetProperty("name").GetString());
        Assert.Equal(2, (await RunAsync("show", "small/9.9.9")).ExitCode);
    }

    [Theory]
    [InlineData("small")]
    [InlineData("small/")]
    [InlineData("a/b/c")]
    public async Task Show_NoNameAndVersion_IsBadInput(string model)
    {
        var run = await RunAsync("show", model);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("NAME/VERSION", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_ShowsFields()
    {
        var run = await RunAsync("diff", "small/1.2.0", "small/1.3.0");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("metrics.accuracy", run.Out, StringComparison.Ordinal);
        Assert.Contains("0.93", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_Done_ShowsReplicasAsTheyTakeItUp()
    {
        _registry.Steps =
        [
            ScriptedModels.Step(PromotionState.RollingOut, "", ScriptedModels.Replica("a", false),
                ScriptedModels.Replica("b", true)),
            ScriptedModels.Step(PromotionState.Done, "2 replicas serve it", ScriptedModels.Replica("a", true),
                ScriptedModels.Replica("b", true)),
        ];

        var run = await RunAsync("promote", "small/1.3.0");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["audioinference a: not yet", "audioinference b: serves it", "audioinference a: serves it",
                "small 1.3.0: done, 2 replicas serve it"],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
        Assert.Equal("champion", Assert.Single(_registry.Promoted).Alias);
        var json = await RunAsync("promote", "small/1.3.0", "--as", "candidate", "--json");
        Assert.Equal(["rolling out", "done"], json.JsonLines.Select(line => line.GetProperty("state").GetString()));
        Assert.Equal("candidate", _registry.Promoted[^1].Alias);
    }

    [Fact]
    public async Task Promote_Candidate_SendsWhatItIsTriedBy()
    {
        _registry.Steps = [ScriptedModels.Step(PromotionState.Done, "")];

        await RunAsync("promote", "small/1.3.0", "--as", "candidate");
        await RunAsync("promote", "small/1.3.0", "--as", "candidate", "--share", "0.5", "--hours", "2", "--max-extra",
            "0", "--decide");

        Assert.Null(_registry.Promoted[0].Policy);
        var policy = _registry.Promoted[1].Policy;
        Assert.Equal((0.5, 2, 0, true), (policy.Share, policy.Hours, policy.Words, policy.Decides));
        Assert.Equal((true, false, false),
            (policy.HasMaxExtraPerHour, policy.HasMaxMissingShare, policy.HasGuardHours));
    }

    [Theory]
    [InlineData("--share", "1.5")]
    [InlineData("--hours", "-1")]
    [InlineData("--max-missing", "2,5")]
    public async Task Promote_PolicyOutOfRange_NamesIt(string option, string value)
    {
        var run = await RunAsync("promote", "small/1.3.0", "--as", "candidate", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
        Assert.Empty(_registry.Promoted);
    }

    [Theory]
    [InlineData("trials")]
    [InlineData("withdraw")]
    public async Task Trials_ShowsWhatWasHeard(string command)
    {
        var table = await RunAsync(command);
        var json = await RunAsync(command, "--json");

        Assert.Equal(0, table.ExitCode);
        foreach (var text in (string[])["small/1.4.0", "small/1.3.0", "candidate", "listening", "2.5", "0.4", "+21 %"])
            Assert.Contains(text, table.Out, StringComparison.Ordinal);
        var trial = json.Json[0];
        Assert.Equal(1, trial.GetProperty("labels")[0].GetProperty("listener_alone").GetInt32());
        // What is no number in JSON.
        Assert.False(trial.TryGetProperty("missing_share", out var missing)
            && missing.ValueKind != System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("promote small/1.3.0")]
    [InlineData("rollback")]
    public async Task Promote_Failed_IsExitCodeOneWithTheReason(string command)
    {
        _registry.Steps =
        [
            ScriptedModels.Step(PromotionState.RollingOut, "", ScriptedModels.Replica("a", false)),
            ScriptedModels.Step(PromotionState.Failed, "audioinference a refused it: too heavy",
                ScriptedModels.Replica("a", false, "too heavy")),
        ];

        var run = await RunAsync(command.Split(' '));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("failed, audioinference a refused it: too heavy", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("promote small/1.3.0")]
    [InlineData("rollback")]
    public async Task Promote_AnotherUnderWay_IsExitCodeOneWithTheServersWords(string command)
    {
        _registry.Refusal = new RpcException(new Status(StatusCode.FailedPrecondition, "promotion p0 is under way"));

        var run = await RunAsync(command.Split(' '));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("promotion p0 is under way", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_ServerGoesAway_SaysThatThePromotionGoesOn()
    {
        _registry.Steps = [ScriptedModels.Step(PromotionState.RollingOut, "", ScriptedModels.Replica("a", false))];
        _registry.Break = new RpcException(new Status(StatusCode.Unavailable, "it drains"));

        var run = await RunAsync("promote", "small/1.3.0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("promotion p1 goes on", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_SendsThePackage()
    {
        using var folder = new TemporaryFolder();
        var package = TinyKeywordModel.WritePackage(folder.Path);

        var run = await RunAsync("publish", package);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(TrainingTask.KeywordSpotting, _registry.Published[0].Config.Task);
        Assert.Equal(["model.onnx", "manifest.json"],
            _registry.Published.Where(message => message.File is not null).Select(message => message.File.Path));
        Assert.Equal(
            _registry.Published.Where(message => message.File is not null).Sum(message => message.File.Bytes),
            _registry.Published.Sum(message => message.Chunk.Length));
    }

    [Fact]
    public async Task Publish_RejectedByAGate_IsExitCodeOne()
    {
        using var folder = new TemporaryFolder();
        _registry.Verdict = ModelState.Rejected;

        Assert.Equal(1, (await RunAsync("publish", TinyKeywordModel.WritePackage(folder.Path))).ExitCode);
    }

    [Fact]
    public async Task Publish_FaultyPackage_IsBadInputAndNothingIsSent()
    {
        using var folder = new TemporaryFolder();
        var package = TinyKeywordModel.WritePackage(folder.Path, change: manifest => manifest["labels"] = null);

        var run = await RunAsync("publish", package);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("labels", run.Error, StringComparison.Ordinal);
        Assert.Empty(_registry.Published);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync(["models", .. arguments, "--training-server", _host.Address]).WithTimeout();
}
