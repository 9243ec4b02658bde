using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;
using Kws.Storage;
using Kws.Storage.Recordings;

namespace Kws.Cli.Tests.Training;

/// <summary><c>kws recordings mark</c>, <c>kws datasets correct</c> and <c>kws train --with-corrections</c> against the
/// orchestrator as a process of its own.</summary>
public sealed class CorrectionCommandTests(TrainingProcess server) : IClassFixture<TrainingProcess>
{
    [Fact]
    public async Task Mark_ThenCorrect_ShowsWhatWaitsAndMakesAVersion()
    {
        await ImportAsync("corrected");
        var (kept, gone) = (await RecordAsync("c1", 700), await RecordAsync("c2", 800));

        var marked = await RunAsync("recordings", "mark", kept, "--label", "no", "--data-set", "corrected");
        await RunAsync("recordings", "mark", gone, "--label", "unknown", "--data-set", "corrected", "--json");
        File.Delete(server.StorePath(gone));
        var shown = await RunAsync("datasets", "show", "corrected");
        var asJson = await RunAsync("datasets", "show", "corrected", "--json");
        var corrected = await RunAsync("datasets", "correct", "corrected", "--json");
        var again = await RunAsync("datasets", "correct", "corrected");

        Assert.True(marked.ExitCode == ExitCode.Success, marked.Error);
        Assert.Contains("marked as 'no'; 1 corrections wait: kws datasets correct corrected", marked.Out,
            StringComparison.Ordinal);
        Assert.Contains("2 corrections wait", shown.Out, StringComparison.Ordinal);
        Assert.Contains(kept, shown.Out, StringComparison.Ordinal);
        Assert.Equal(2, asJson.Json.GetProperty("waiting_corrections").GetInt32());
        Assert.True(corrected.ExitCode == ExitCode.Success, corrected.Error);
        Assert.Equal((2, 1), (corrected.Json.GetProperty("version").GetProperty("version").GetInt32(),
            corrected.Json.GetProperty("taken").GetInt32()));
        Assert.Contains($"set aside: {gone} as 'unknown': it is not in ", corrected.Error, StringComparison.Ordinal);
        Assert.Contains("nothing new: no corrections wait", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_WithCorrections_TrainsOnTheVersionThatHasThem()
    {
        await ImportAsync("train-corrected");
        await RunAsync("recordings", "mark", await RecordAsync("t1", 900), "--label", "yes", "--data-set",
            "train-corrected");

        var run = await RunAsync(
            "train", "audio", "--dataset", "train-corrected", "--with-corrections", "--set", "epochs=1", "--detach");

        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        Assert.Contains("corrections: a new version with 1 corrections", run.Error, StringComparison.Ordinal);
        Assert.Contains("on train-corrected version 2", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key: 'recordings/../x' is not allowed", "recordings", "mark", "recordings/../x", "--label", "no")]
    [InlineData("recording 'recordings/yes/2026-11-01/absent.wav' is not known", "recordings", "mark",
        "recordings/yes/2026-11-01/absent.wav", "--label", "no", "--data-set", "fields")]
    [InlineData("label: 'maybe' is not allowed; allowed: no, yes, unknown, silence", "recordings", "mark",
        "recordings/yes/2026-11-01/absent.wav", "--label", "maybe", "--data-set", "fields")]
    [InlineData("'--label' is required", "recordings", "mark", "recordings/yes/2026-11-01/absent.wav")]
    [InlineData("data set 'absent' is not known", "datasets", "correct", "absent")]
    [InlineData("--dataset: 'fields:1' is not allowed; with --with-corrections it is a name", "train", "audio",
        "--dataset", "fields:1", "--with-corrections")]
    public async Task Command_OfBadInput_SaysWhatIsWrong(string words, params string[] arguments)
    {
        await ImportAsync("fields");

        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    private async Task<string> RecordAsync(string id, double hertz) =>
        (await new RecordingArchive(new DirectoryObjectStore(server.StorePath(""))).StoreAsync(
            new RecordedClip
            {
                Id = id,
                Label = "yes",
                Confidence = 0.9f,
                DeviceId = "kitchen:1",
                RecordedAt = new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero),
                SampleRateHz = 16_000,
                FirstSample = 0,
                StartSample = 1,
                EndSample = 2,
                ModelName = "small",
                ModelVersion = "1.0.0",
            },
            WavWriter.ToPcm16(16_000, TestSignals.Sine(hertz, 16_000, 16_000))).WithTimeout()).Value;

    private async Task ImportAsync(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (var (word, hertz) in ((string, double)[])[("yes", 400), ("no", 2900)])
            for (var take = 0; take < 6; take++)
            {
                Directory.CreateDirectory(folder[word]);
                await File.WriteAllBytesAsync(
                    folder[word, $"s{take}_nohash_0.wav"],
                    WavWriter.ToPcm16(16_000, TestSignals.Sine(hertz + take, 16_000, 3_200)));
            }

        var run = await RunAsync(
            "datasets", "import", folder.Path, "--name", name, "--task", "audio", "--validation-share", "0.4");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--training-server", server.Address]).WithTimeout();
}
