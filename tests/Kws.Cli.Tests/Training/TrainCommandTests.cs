using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Training;

/// <summary><c>kws train</c> and <c>kws jobs</c> against the orchestrator as a process of its own.</summary>
public sealed class TrainCommandTests(TrainingProcess server) : IClassFixture<TrainingProcess>
{
    [Fact]
    public async Task Train_ToTheEnd_ShowsStatesEpochsAndTheModel()
    {
        await ImportAsync("train-end");
        var run = await RunAsync("train", "audio", "--dataset", "train-end", "--name", "mine", "--set", "epochs=3");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        foreach (var line in (string[])["queued", "preparing", "training", "epoch 3 of 3", "evaluating", "published"])
            Assert.Contains(line, run.Error, StringComparison.Ordinal);
        Assert.Contains("mine 1.0.0", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_Json_IsALineAChange()
    {
        await ImportAsync("train-json");
        var run = await RunAsync("train", "audio", "--dataset", "train-json:1", "--set", "epochs=2", "--json");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(["queued", "preparing", "training", "1", "2", "evaluating", "published"],
            run.JsonLines.Select(line => line.TryGetProperty("state", out var state)
                ? state.GetString()
                : line.GetProperty("epoch").ToString()));
    }

    [Fact]
    public async Task Train_ThatFails_ExitsWithOneAndTellsWhy()
    {
        await ImportAsync("train-fail");
        var run = await RunAsync("train", "audio", "--dataset", "train-fail", "--set", "epochs=0");
        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("failed: recipe: epochs: 0, at least 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_Detached_AreListedShownLoggedAndCancelled()
    {
        await ImportAsync("train-detached");
        var submitted = await RunAsync(
            "train", "audio", "--dataset", "train-detached", "--set", "epochs=1000", "--set", "pause=0.05", "--detach");
        Assert.Equal(ExitCode.Success, submitted.ExitCode);
        var id = submitted.Out.Trim();

        await Eventually.BeAsync(async () =>
        {
            var log = await RunAsync("jobs", "logs", id);
            return System.Text.Encoding.UTF8.GetString(log.Bytes).Contains("\"epoch\"", StringComparison.Ordinal);
        });
        var cancelled = await RunAsync("jobs", "cancel", id, "--json");
        var watched = await RunAsync("jobs", "watch", id);

        Assert.True(cancelled.Json.GetProperty("cancel_requested").GetBoolean());
        Assert.Equal(ExitCode.Failure, watched.ExitCode);
        Assert.Contains("cancelled: on request", watched.Error, StringComparison.Ordinal);
        var shown = await RunAsync("jobs", "show", id, "--json");
        Assert.Equal("cancelled", shown.Json.GetProperty("state").GetString());
        var list = await RunAsync("jobs", "list", "--state", "cancelled", "--json");
        Assert.Contains(id, list.Json.EnumerateArray().Select(job => job.GetProperty("id").GetString()));
        Assert.Contains(id, (await RunAsync("jobs", "list")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dataset", "words:0")]
    [InlineData("--dataset", "words:x")]
    [InlineData("--set", "epochs")]
    [InlineData("--set", "=3")]
    [InlineData("--attempts", "11")]
    public async Task Train_BadOption_NamesItAndItsValue(string option, string value)
    {
        string[] dataSet = option == "--dataset" ? [] : ["--dataset", "words"];
        var run = await RunAsync(["train", "audio", .. dataSet, option, value]);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"{option}: '{value}'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_DataSetOrRecipeThatNobodyKnows_IsBadInput()
    {
        var run = await RunAsync("train", "audio", "--dataset", "nowhere");
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("data set 'nowhere' is not known", run.Error, StringComparison.Ordinal);
        run = await RunAsync("train", "audio", "--dataset", "nowhere", "--recipe", "huge");
        Assert.Contains("keyword-spotting has: tiny", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("jobs", "show", "nobody's")).ExitCode);
    }

    private async Task ImportAsync(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (var (word, hertz) in ((string, double)[])[("yes", 400), ("no", 2900)])
            for (var take = 0; take < 6; take++)
            {
                Directory.CreateDirectory(folder[word]);
                await File.WriteAllBytesAsync(
                    folder[word, $"s{take}_nohash_0.wav"],
                    WavWriter.ToPcm16(16_000, TestSignals.Sine(hertz + take, 16_000, 16_000)));
            }

        var run = await RunAsync(
            "datasets", "import", folder.Path, "--name", name, "--task", "audio", "--validation-share", "0.4");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--training-server", server.Address]).WithTimeout();
}
