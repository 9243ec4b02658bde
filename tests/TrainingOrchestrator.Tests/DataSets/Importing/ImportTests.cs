using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.DataSets;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Importing;

/// <summary>Folders and archives become versions in the trainer's layout.</summary>
public sealed class ImportTests
{
    [Theory]
    [InlineData("tar")]
    [InlineData("gz")]
    [InlineData("zip")]
    public async Task Import_OfAnyArchive_StoresTheTrainersLayout(string kind)
    {
        using var bench = await ImportBench.SqliteAsync();
        var files = TestClips.Words();
        files["background_noise/rain.wav"] = TestClips.Wav(900, 48_000);
        files["LICENSE"] = [1, 2, 3];
        var archive = kind switch
        {
            "tar" => TestArchive.Tar(files),
            "gz" => TestArchive.GZip(TestArchive.Tar(files)),
            _ => TestArchive.Zip(files),
        };

        var version = await bench.ImportAsync(archive);

        Assert.Equal(1, version.Row.Version);
        Assert.False(version.Existed);
        Assert.Equal(21, version.Row.Files);
        Assert.Equal($"datasets/words/{version.Row.ContentSha256[..16]}", version.Row.Prefix);
        var keys = (await bench.KeysAsync()).Select(key => key[(version.Row.Prefix.Length + 1)..]).ToArray();
        Assert.Equal(21, keys.Length);
        Assert.Contains("background_noise/rain.wav", keys);
        // One of the five speakers is for validation, with all that is of her.
        Assert.Equal(16, keys.Count(key => key.StartsWith("train/", StringComparison.Ordinal)));
        var validation = keys.Where(key => key.StartsWith("validation/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(4, validation.Length);
        Assert.Single(validation.Select(key => key.Split('/')[2].Split('_')[0]).Distinct());
        Assert.Equal([("no", 8, 2), ("yes", 8, 2)],
            version.Labels.Select(label => (label.Label, label.Training, label.Validation)));
        var some = keys.First(key => key.EndsWith("yes/ab0_nohash_1.wav", StringComparison.Ordinal));
        await using var stored = await bench.Store.OpenAsync(new ObjectKey($"{version.Row.Prefix}/{some}"));
        using var bytes = new MemoryStream();
        await stored.CopyToAsync(bytes);
        Assert.Equal(files["yes/ab0_nohash_1.wav"], bytes.ToArray());
    }

    [Fact]
    public async Task Import_NoiseInsideTheSplits_IsNoiseOfTheWholeDataSet()
    {
        using var bench = await ImportBench.SqliteAsync();
        var archive = TestArchive.Tar(new Dictionary<string, byte[]>
        {
            ["train/no/a_1.wav"] = TestClips.Wav(1),
            ["train/yes/a_1.wav"] = TestClips.Wav(2),
            ["train/background_noise/rain.wav"] = TestClips.Wav(3, 16_000 * 30),
            ["validation/no/b_1.wav"] = TestClips.Wav(4),
            ["validation/yes/b_1.wav"] = TestClips.Wav(5),
            ["validation/background_noise/rain.wav"] = TestClips.Wav(6, 16_000 * 30),
        });

        var version = await bench.ImportAsync(archive);

        Assert.Equal(["no", "yes"], version.Labels.Select(label => label.Label));
        var keys = (await bench.KeysAsync()).Select(key => key[(version.Row.Prefix.Length + 1)..]);
        Assert.Equal(["background_noise/rain-2.wav", "background_noise/rain.wav"],
            keys.Where(key => key.Contains("noise", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Import_OfTheSameFilesInAnotherOrderAndArchive_IsTheSameVersion()
    {
        using var bench = await ImportBench.SqliteAsync();
        var first = await bench.ImportAsync(TestArchive.Tar(TestClips.Words()));
        var keys = await bench.KeysAsync();

        var again = await bench.ImportAsync(TestArchive.Zip(
            TestClips.Words().Reverse().Select(file => KeyValuePair.Create($"wrapped/{file.Key}", file.Value))));

        Assert.True(again.Existed);
        Assert.Equal(first.Row.ContentSha256, again.Row.ContentSha256);
        Assert.Equal(1, again.Row.Version);
        Assert.Equal(keys, await bench.KeysAsync());
    }

    [Fact]
    public async Task Import_OfOneFileMore_IsTheNextVersion()
    {
        using var bench = await ImportBench.SqliteAsync();
        var files = TestClips.Words();
        await bench.ImportAsync(files);
        files["yes/ab0_nohash_7.wav"] = TestClips.Wav(700);

        var next = await bench.ImportAsync(files);

        Assert.Equal(2, next.Row.Version);
        Assert.Equal([2, 1], (await bench.Versions.ListAsync("words", default)).Select(version => version.Row.Version));
        Assert.Equal(2, (await bench.Versions.FindAsync("words", 0, default))!.Row.Version);
        Assert.Equal(1, (await bench.Versions.FindAsync("words", 1, default))!.Row.Version);
        Assert.Null(await bench.Versions.FindAsync("words", 3, default));
    }

    [Fact]
    public async Task Import_OfStatedSplits_KeepsThem()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(new Dictionary<string, byte[]>
        {
            ["training/no/a_nohash_0.wav"] = TestClips.Wav(1),
            ["training/yes/a_nohash_0.wav"] = TestClips.Wav(2),
            ["validation/no/b_nohash_0.wav"] = TestClips.Wav(3),
            ["validation/yes/b_nohash_0.wav"] = TestClips.Wav(4),
            ["running/sentences.opus"] = [1],
        });

        Assert.Equal(
            ["train/no/a_nohash_0.wav", "train/yes/a_nohash_0.wav", "validation/no/b_nohash_0.wav",
                "validation/yes/b_nohash_0.wav"],
            (await bench.KeysAsync()).Select(key => key[(version.Row.Prefix.Length + 1)..]));
    }

    [Fact]
    public async Task Copy_OfAnImportedVersion_IsTheTrainersFolder()
    {
        using var bench = await ImportBench.SqliteAsync();
        using var folder = new TemporaryFolder();
        var files = TestClips.Words();
        var version = await bench.ImportAsync(files);
        var folders = new JobFolders(Options.Create(new JobOptions { WorkFolder = folder.Path }));

        var copy = await new DataSetCopies(bench.Databases, bench.Store, folders).BringAsync("words", 1, default)
            .WithTimeout();

        foreach (var row in await bench.Versions.FilesAsync(version.Row, default))
            Assert.Equal(
                files[string.Join('/', row.Path.Split('/')[1..])],
                await File.ReadAllBytesAsync(Path.Combine(copy, row.Path)));
    }

    [Fact]
    public async Task Import_OfPhotos_SplitsBySource()
    {
        using var bench = await ImportBench.SqliteAsync();

        var version = await bench.ImportAsync(TestClips.Letters(), ModelTask.SignLetters, "letters", share: 0.25);

        var rows = await bench.Versions.FilesAsync(version.Row, default);
        Assert.Equal(4, rows.Count(row => row.Split == DataSplit.Validation));
        Assert.Single(rows.Where(row => row.Split == DataSplit.Validation).Select(row => row.Source).Distinct());
        Assert.All(rows, row => Assert.Equal(
            $"{(row.Split == DataSplit.Training ? "train" : "validation")}/{row.Source}/{row.Label}",
            string.Join('/', row.Path.Split('/')[..3])));
    }

    [Fact]
    public async Task Import_OfPhotosWhoseStatedSplitsShareASource_TakesThem()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(new Dictionary<string, byte[]>
        {
            ["train/anna/A/1.png"] = TestClips.Png(1),
            ["train/anna/B/1.png"] = TestClips.Png(2),
            ["validation/anna/A/1.png"] = TestClips.Png(3),
            ["validation/anna/B/1.png"] = TestClips.Png(4),
        }, ModelTask.SignLetters);

        Assert.Equal([("A", 1, 1), ("B", 1, 1)],
            version.Labels.Select(label => (label.Label, label.Training, label.Validation)));
    }

    [Fact]
    public async Task Import_OfNamesThatAreNoKeys_GivesThemSafeAndUniqueOnes()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(new Dictionary<string, byte[]>
        {
            ["train/no/a b.WAV"] = TestClips.Wav(1),
            ["train/no/a?b.wav"] = TestClips.Wav(2),
            ["train/yes/ä.wav"] = TestClips.Wav(3),
            [$"train/yes/{new string('x', 240)}.wav"] = TestClips.Wav(4),
            ["validation/no/c.wav"] = TestClips.Wav(5),
            ["validation/yes/c.wav"] = TestClips.Wav(6),
        });

        var rows = await bench.Versions.FilesAsync(version.Row, default);
        Assert.Equal(
            ["train/no/a_b-2.wav", "train/no/a_b.wav", "train/yes/_.wav", $"train/yes/{new string('x', 150)}.wav",
                "validation/no/c.wav", "validation/yes/c.wav"],
            rows.Select(row => row.Path));
    }

    [Fact]
    public async Task Split_OfTheSameSpeakers_IsTheSameEachTime()
    {
        using var first = await ImportBench.SqliteAsync();
        using var second = await ImportBench.SqliteAsync();

        Assert.Equal(
            (await first.ImportAsync(TestClips.Words(), share: 0.4)).Row.ContentSha256,
            (await second.ImportAsync(TestClips.Words(), share: 0.4)).Row.ContentSha256);
        Assert.NotEqual(
            (await first.ImportAsync(TestClips.Words(), share: 0.2)).Row.ContentSha256,
            (await second.ImportAsync(TestClips.Words(), share: 0.4)).Row.ContentSha256);
    }

    [SkippableFact]
    public async Task Import_OfRealFlac_TakesIt()
    {
        var speech = RealData.Require("speech");
        using var bench = await ImportBench.SqliteAsync();
        var files = new Dictionary<string, byte[]>();
        foreach (var split in (string[])["train", "validation"])
            foreach (var word in (string[])["no", "yes"])
                foreach (var path in Directory.GetFiles(Path.Combine(speech, split, word)).Order().Take(4))
                    files[$"{split}/{word}/{Path.GetFileName(path)}"] = await File.ReadAllBytesAsync(path);

        var version = await bench.ImportAsync(files);

        Assert.Equal([("no", 4, 4), ("yes", 4, 4)],
            version.Labels.Select(label => (label.Label, label.Training, label.Validation)));
    }
}
