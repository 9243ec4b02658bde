using System.Formats.Tar;
using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Training;

/// <summary><c>kws datasets</c> against the orchestrator as a process of its own.</summary>
public sealed class DataSetsCommandTests(TrainingProcess server) : IClassFixture<TrainingProcess>
{
    [Fact]
    public async Task Import_OfAFolder_ShowsTheVersion_AndAgainThatItWasThere()
    {
        using var folder = Words();

        var first = await RunAsync("import", folder.Path, "--name", "of-folder", "--task", "audio");
        var again = await RunAsync("import", folder.Path, "--name", "of-folder", "--task", "audio", "--json");

        Assert.Equal((ExitCode.Success, ExitCode.Success), (first.ExitCode, again.ExitCode));
        Assert.Contains("a new version", first.Out, StringComparison.Ordinal);
        Assert.Contains("KiB sent", first.Error, StringComparison.Ordinal);
        Assert.Contains("files checked: 20", first.Error, StringComparison.Ordinal);
        Assert.True(again.Json.GetProperty("existed").GetBoolean());
        Assert.Equal(1, again.Json.GetProperty("version").GetInt32());
        Assert.Equal(20, again.Json.GetProperty("files").GetInt32());
        Assert.Equal(["no 8 2", "yes 8 2"], again.Json.GetProperty("labels").EnumerateArray().Select(label =>
            $"{label.GetProperty("label")} {label.GetProperty("training")} {label.GetProperty("validation")}"));
    }

    [Fact]
    public async Task Import_OfAnArchive_IsListedShownAndPrepared()
    {
        using var folder = Words();
        using var elsewhere = new TemporaryFolder();
        await TarFile.CreateFromDirectoryAsync(folder.Path, elsewhere["words.tar"], includeBaseDirectory: true);

        Assert.Equal(ExitCode.Success, (await RunAsync(
            "import", elsewhere["words.tar"], "--name", "of-archive", "--task", "audio", "--validation-share", "0.4"))
            .ExitCode);

        var list = await RunAsync("list", "--json");
        Assert.Contains("of-archive",
            list.Json.EnumerateArray().Select(version => version.GetProperty("name").GetString()));
        Assert.Contains("of-archive", (await RunAsync("list")).Out, StringComparison.Ordinal);
        var shown = await RunAsync("show", "of-archive:1", "--json");
        Assert.Equal("audio", shown.Json.GetProperty("task").GetString());
        Assert.Equal(4, shown.Json.GetProperty("labels")[0].GetProperty("validation").GetInt32());
        var prepared = await RunAsync(
            "prepare", "of-archive", "--format", "json", "--prefix", "prepared/one", "--json");
        Assert.Equal(["prepared/one/train/data.json", "prepared/one/validation/data.json"],
            prepared.Json.GetProperty("keys").EnumerateArray().Select(key => key.GetString()));
        Assert.True(File.Exists(server.StorePath("prepared/one/train/data.json")));
    }

    [Fact]
    public async Task Import_OfFaultyFiles_PrintsEachInATable()
    {
        using var folder = Words();
        await File.WriteAllBytesAsync(folder["yes", "ab0_nohash_8.wav"], []);
        await File.WriteAllTextAsync(folder["yes", "ab0_nohash_9.wav"], "no audio");

        var table = await RunAsync("import", folder.Path, "--name", "faulty", "--task", "audio");
        var json = await RunAsync("import", folder.Path, "--name", "faulty", "--task", "audio", "--json");

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (table.ExitCode, json.ExitCode));
        Assert.Contains("yes/ab0_nohash_8.wav", table.Out, StringComparison.Ordinal);
        Assert.Contains("yes/ab0_nohash_9.wav", table.Out, StringComparison.Ordinal);
        Assert.Contains("kws: 2 faults: ", table.Error, StringComparison.Ordinal);
        Assert.Equal(2, json.Json.GetProperty("total").GetInt32());
        Assert.Equal("is empty (0 bytes)", json.Json.GetProperty("faults")[0].GetProperty("reason").GetString());
        Assert.Equal(ExitCode.BadInput, (await RunAsync("show", "faulty")).ExitCode);
    }

    [Theory]
    [InlineData("there is no such folder or file", "import", "/absent", "--name", "x", "--task", "audio")]
    [InlineData("'video' not recognized", "import", "/tmp", "--name", "x", "--task", "video")]
    [InlineData("--validation-share", "import", "/tmp", "--name", "x", "--task", "audio", "--validation-share", "0.9")]
    [InlineData("it must be NAME or NAME:VERSION", "show", "x:y")]
    [InlineData("'absent' is not known", "show", "absent")]
    [InlineData("'absent' is not known", "prepare", "absent", "--format", "json", "--prefix", "out")]
    public async Task Command_OfBadInput_SaysWhatIsWrong(string words, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    private Task<KwsRun> RunAsync(params string[] arguments)
    {
        string[] all = ["datasets", .. arguments, "--training-server", server.Address];
        return KwsRun.WithAsync(all).WithTimeout();
    }

    // Two words by five speakers with two takes each.
    private static TemporaryFolder Words()
    {
        var folder = new TemporaryFolder();
        var seed = 1u;
        foreach (var word in (string[])["no", "yes"])
        {
            Directory.CreateDirectory(folder[word]);
            for (var clip = 0; clip < 10; clip++)
                File.WriteAllBytes(folder[word, $"ab{clip / 2}_nohash_{clip % 2}.wav"],
                    WavWriter.ToPcm16(16_000, TestSignals.ChirpAndNoise(16_000, 3_200, 200, 3_000, seed++)));
        }

        return folder;
    }
}
