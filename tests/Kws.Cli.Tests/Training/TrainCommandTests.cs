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

    [Trait("Duration", "Long")]
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
        Assert.Contains("keyword-spotting has: own-words, tiny", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("jobs", "show", "nobody's")).ExitCode);
    }

    [Fact]
    public async Task Train_OfAFolder_ImportsItAndTrainsOnThatVersion()
    {
        using var folder = Tones("my-words");
        var arguments = new[]
        {
            "train", "audio", "--data", folder["my-words"], "--validation-share", "0.4", "--set", "epochs=2",
        };

        var run = await RunAsync([.. arguments, "--curves", folder["curves.png"]]);
        var again = await RunAsync([.. arguments, "--name", "named", "--detach"]);

        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        Assert.Contains("KiB sent", run.Error, StringComparison.Ordinal);
        Assert.Contains("data set my-words: a new version 1 with 12 files and 2 labels", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("on my-words version 1", run.Error, StringComparison.Ordinal);
        Assert.True(new FileInfo(folder["curves.png"]).Length > 1_000);
        Assert.Contains("data set named: a new version 1", again.Error, StringComparison.Ordinal);
        var job = await RunAsync("jobs", "show", again.Out.Trim(), "--json");
        Assert.Equal(("named", "named"),
            (job.Json.GetProperty("data_set").GetString(), job.Json.GetProperty("model_name").GetString()));
    }

    [Fact]
    public async Task Train_OfAFolderWithFaults_PrintsThemAndSubmitsNothing()
    {
        using var folder = Tones("faulty-words");
        await File.WriteAllBytesAsync(folder["faulty-words", "yes", "s8_nohash_0.wav"], []);
        await File.WriteAllTextAsync(folder["faulty-words", "yes", "s9_nohash_0.wav"], "no audio");

        var run = await RunAsync("train", "audio", "--data", folder["faulty-words"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("yes/s8_nohash_0.wav", run.Out, StringComparison.Ordinal);
        Assert.Contains("yes/s9_nohash_0.wav", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("faulty-words", (await RunAsync("jobs", "list", "--json")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--data: '/absent' is not allowed; there is no such folder or file", "--data", "/absent")]
    [InlineData("--dataset: 'x:2' is not allowed; with --data", "--data", "/tmp", "--dataset", "x:2")]
    [InlineData("--dataset: 'a b' is not allowed", "--data", "/tmp", "--name", "a b")]
    [InlineData("--dataset: '' is not allowed; give the data set, or a folder by --data")]
    [InlineData("--curves: 'x.png' is not allowed; not with --detach", "--dataset", "x", "--detach", "--curves",
        "x.png")]
    public async Task Train_DataThatIsNone_IsBadInput(string words, params string[] arguments)
    {
        var run = await RunAsync(["train", "audio", .. arguments]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curves_OfAJob_AreDrawn_AndOfOneWithoutEpochsRefused()
    {
        using var folder = new TemporaryFolder();
        await ImportAsync("train-curves");
        var good = await RunAsync("train", "audio", "--dataset", "train-curves", "--set", "epochs=3", "--json");
        var bad = await RunAsync("train", "audio", "--dataset", "train-curves", "--set", "epochs=0");
        Assert.Equal((ExitCode.Success, ExitCode.Failure), (good.ExitCode, bad.ExitCode));
        string[] ids = [.. (await RunAsync("jobs", "list", "--json")).Json.EnumerateArray()
            .Where(job => job.GetProperty("data_set").GetString() == "train-curves")
            .OrderBy(job => job.GetProperty("state").GetString(), StringComparer.Ordinal)
            .Select(job => job.GetProperty("id").GetString()!)];

        var drawn = await RunAsync("jobs", "curves", ids[1], "--out", folder["curves.png"]);
        var refused = await RunAsync("jobs", "curves", ids[0], "--out", folder["none.png"]);

        Assert.Equal((ExitCode.Success, ExitCode.BadInput), (drawn.ExitCode, refused.ExitCode));
        Assert.Equal("PNG"u8.ToArray(), (await File.ReadAllBytesAsync(folder["curves.png"]))[1..4]);
        Assert.Contains("this one is failed and has none", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["none.png"]));
    }

    private async Task ImportAsync(string name)
    {
        using var folder = Tones(name);
        var run = await RunAsync(
            "datasets", "import", folder[name], "--name", name, "--task", "audio", "--validation-share", "0.4");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
    }

    // Two words by six speakers.
    private static TemporaryFolder Tones(string name)
    {
        var folder = new TemporaryFolder();
        foreach (var (word, hertz) in ((string, double)[])[("yes", 400), ("no", 2900)])
            for (var take = 0; take < 6; take++)
            {
                Directory.CreateDirectory(folder[name, word]);
                File.WriteAllBytes(
                    folder[name, word, $"s{take}_nohash_0.wav"],
                    WavWriter.ToPcm16(16_000, TestSignals.Sine(hertz + take, 16_000, 16_000)));
            }

        return folder;
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--training-server", server.Address]).WithTimeout();
}
