using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Importing;

/// <summary>Files that cannot be used are all named, and nothing of them stays.</summary>
public sealed class ImportFaultTests
{
    [Fact]
    public async Task Import_OfFaultyRecordings_NamesEachAndStoresNothing()
    {
        using var bench = await ImportBench.SqliteAsync();
        var files = TestClips.Words();
        files["yes/ab0_nohash_3.wav"] = [];
        files["yes/ab0_nohash_4.wav"] = "no audio at all, whatever it is called"u8.ToArray();
        files["yes/ab0_nohash_5.wav"] = TestClips.Wav(500, samples: 100);
        files["yes/ab0_nohash_6.wav"] = TestClips.Wav(501, samples: 16_000 * 21);
        files["yes/ab0_nohash_7.wav"] = TestClips.Wav(502)[..1_000];
        files["yes/ab0_nohash_8.wav"] = Kws.Audio.WavWriter.ToPcm16(6_000, new float[3_000]);
        files["yes/notes.txt"] = [1];
        files["yes/deeper/ab0_nohash_8.wav"] = TestClips.Wav(503);
        files["y es/ab0_nohash_9.wav"] = TestClips.Wav(504);

        var refusal = await bench.RefusalAsync(files);

        Assert.Equal(
            [
                ("y es/ab0_nohash_9.wav", "no name of a label"), ("yes/ab0_nohash_3.wav", "0 bytes"),
                ("yes/ab0_nohash_4.wav", "file type"), ("yes/ab0_nohash_5.wav", "0.006 s"),
                ("yes/ab0_nohash_6.wav", "21 s"), ("yes/ab0_nohash_7.wav", "cut off"),
                ("yes/ab0_nohash_8.wav", "6000 Hz"), ("yes/deeper/ab0_nohash_8.wav", "too deep"),
                ("yes/notes.txt", ".wav, .flac"),
            ],
            refusal.Faults.Zip(
                (string[])["no name of a label", "0 bytes", "file type", "0.006 s", "21 s", "cut off", "6000 Hz",
                    "too deep", ".wav, .flac"],
                (fault, words) => (fault.File,
                    fault.Reason.Contains(words, StringComparison.Ordinal) ? words : fault.Reason)));
        Assert.Equal(9, refusal.Total);
        Assert.StartsWith("9 faults: 'y es/ab0_nohash_9.wav': ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("; and 4 more", refusal.Message, StringComparison.Ordinal);
        await bench.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_OfFaultyPhotos_NamesEach()
    {
        using var bench = await ImportBench.SqliteAsync();
        var files = TestClips.Letters();
        var whole = TestClips.Png(600);
        files["anna/A/cut.jpg"] = TestClips.Jpeg(601)[..2_000];
        files["anna/A/cut.png"] = whole[..(whole.Length / 2)];
        files["anna/A/empty.png"] = [];
        files["anna/A/huge.png"] = new PngWriter().Header(60_000, 60_000, 8, 2)
            .Chunk("IDAT", PngWriter.Deflate(new byte[1_000])).End();
        files["anna/A/text.jpg"] = "no picture"u8.ToArray();
        files["anna/A/words.gif"] = [1, 2];

        var refusal = await bench.RefusalAsync(files, ModelTask.SignLetters);

        Assert.Equal(
            [
                "anna/A/cut.jpg", "anna/A/cut.png", "anna/A/empty.png", "anna/A/huge.png", "anna/A/text.jpg",
                "anna/A/words.gif",
            ],
            refusal.Faults.Select(fault => fault.File));
        Assert.Contains("60000x60000", refusal.Faults[3].Reason, StringComparison.Ordinal);
        await bench.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("one label only", "yes/a_nohash_0.wav", "yes/b_nohash_0.wav")]
    [InlineData("differ by case alone: 'Yes', 'yes'", "Yes/a_nohash_0.wav", "Yes/b_nohash_0.wav",
        "yes/a_nohash_0.wav", "yes/b_nohash_0.wav")]
    [InlineData("'no' has no files for validation", "train/no/a_nohash_0.wav", "train/yes/a_nohash_0.wav",
        "validation/yes/b_nohash_0.wav")]
    [InlineData("'no' has no files for training", "validation/no/a_nohash_0.wav", "train/yes/b_nohash_0.wav",
        "validation/yes/a_nohash_0.wav")]
    [InlineData("speaker 'a' is in training and in validation", "train/no/a_nohash_0.wav",
        "train/yes/a_nohash_0.wav", "validation/no/a_nohash_1.wav", "validation/yes/b_nohash_0.wav")]
    [InlineData("of one speaker or source ('a')", "no/a_nohash_0.wav", "no/a_nohash_1.wav", "yes/a_nohash_0.wav",
        "yes/a_nohash_1.wav")]
    [InlineData("no recordings", "LICENSE")]
    [InlineData("no recordings", "background_noise/rain.wav")]
    public async Task Import_OfFilesThatMakeNoDataSet_SaysWhy(string words, params string[] paths)
    {
        using var bench = await ImportBench.SqliteAsync();

        var refusal = await bench.RefusalAsync(
            paths.Select((path, index) => KeyValuePair.Create(path, TestClips.Wav((uint)index + 1))));

        Assert.Contains(refusal.Faults, fault => fault.File.Length == 0
            && fault.Reason.Contains(words, StringComparison.Ordinal));
        await bench.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_OfTheSameContentUnderTwoLabelsOrInBothSplits_NamesBoth()
    {
        using var bench = await ImportBench.SqliteAsync();

        var refusal = await bench.RefusalAsync(new Dictionary<string, byte[]>
        {
            ["train/no/a_nohash_0.wav"] = TestClips.Wav(1),
            ["train/yes/a_nohash_0.wav"] = TestClips.Wav(1),
            ["train/yes/a_nohash_1.wav"] = TestClips.Wav(2),
            ["validation/no/b_nohash_0.wav"] = TestClips.Wav(3),
            ["validation/yes/b_nohash_0.wav"] = TestClips.Wav(2),
        });

        Assert.Equal(
            [
                new DataSetFault("train/yes/a_nohash_0.wav",
                    "has the content of 'train/no/a_nohash_0.wav', under the label 'no'"),
                new DataSetFault("validation/yes/b_nohash_0.wav",
                    "has the content of 'train/yes/a_nohash_1.wav', in the other split"),
            ],
            refusal.Faults);
    }

    [Fact]
    public void Import_OfMoreFaultsThanAreKept_CountsThem()
    {
        var faults = new DataSetFaults();
        for (var i = 0; i < 1_234; i++)
            faults.Add($"yes/{i:D4}.wav", "is empty");

        var refusal = Assert.Throws<DataSetRefusedException>(faults.ThrowIfAny);

        Assert.Equal(1_234, refusal.Total);
        Assert.Equal(1_000, refusal.Faults.Count);
        Assert.EndsWith("and 1229 more", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_UnderTheNameOfAnotherTask_IsRefused()
    {
        using var bench = await ImportBench.SqliteAsync();
        await bench.ImportAsync(TestClips.Words());

        var fault = await Assert.ThrowsAsync<InvalidRequestException>(
            () => bench.ImportAsync(TestClips.Letters(), ModelTask.SignLetters));

        Assert.Equal("config.name", fault.Field);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../root2")]
    [InlineData("/etc")]
    [InlineData("a/../../b")]
    [InlineData("")]
    [InlineData("linked")]
    public async Task Folder_OutsideOfTheRoot_IsRefused(string folder)
    {
        using var bench = await ImportBench.SqliteAsync();
        Directory.CreateDirectory(Path.Combine(bench.Root, "..", "root2"));
        Directory.CreateSymbolicLink(Path.Combine(bench.Root, "linked"), Path.Combine(bench.Root, "..", "root2"));

        Assert.Equal("config.folder", Assert.Throws<InvalidRequestException>(
            () => FolderSource.Resolve(folder, bench.Options)).Field);
    }

    [Fact]
    public async Task Folder_BelowTheRoot_IsImportedWhereItIs_AndLinksInItAreFaults()
    {
        using var bench = await ImportBench.SqliteAsync();
        foreach (var (path, content) in TestClips.Words())
        {
            var file = Path.Combine(bench.Root, "mine", path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content);
        }

        var source = new FolderSource(FolderSource.Resolve("mine", bench.Options), bench.Options);
        var request = new ImportRequest("words", ModelTask.KeywordSpotting, source, 0);
        var version = await bench.Import.ImportAsync(request, new ImportCounts(), default).WithTimeout();
        Assert.Equal(20, version.Row.Files);

        File.CreateSymbolicLink(Path.Combine(bench.Root, "mine", "yes", "z.wav"), "/etc/passwd");
        var refusal = await Assert.ThrowsAsync<DataSetRefusedException>(
            () => bench.Import.ImportAsync(request, new ImportCounts(), default));
        Assert.Equal("yes/z.wav", Assert.Single(refusal.Faults).File);
    }
}
