using Grpc.Core;
using Kws.Storage;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Correcting;

/// <summary>Marked recordings, from the mark to the version that has them, through the whole service.</summary>
public sealed class CorrectionCallsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mark_ThenCorrect_MakesAVersionOfTheEarlierFilesAndTheClips()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        var before = await bench.Client.GetDataSetAsync(new GetDataSetRequest { Name = "words" });
        var (yes, other, silent) = (
            await bench.RecordAsync("a1"), await bench.RecordAsync("a2", "hall"), await bench.RecordAsync("a3"));

        Assert.Equal(1, (await bench.MarkAsync(yes, "no")).Waiting);
        await bench.MarkAsync(other, "unknown", "words");
        Assert.Equal(3, (await bench.MarkAsync(silent, "silence")).Waiting);
        Assert.Equal([yes, other, silent], (await bench.WaitingAsync()).Corrections.Select(mark => mark.Key));
        var corrected = await bench.CorrectAsync();

        Assert.Equal((2, 3, 0, false), (corrected.Version.Version, corrected.Taken, corrected.SetAsideTotal,
            corrected.Version.Existed));
        Assert.Equal(before.Files + 3, corrected.Version.Files);
        Assert.Equal(11, corrected.Version.Labels.Single(label => label.Label == "no") is var no
            ? no.Training + no.Validation
            : 0);
        var (old, now) = (await bench.FilesAsync(before), await bench.FilesAsync(corrected.Version));
        Assert.Empty(old.Except(now));
        Assert.Single(now, file => file.StartsWith("background_noise/device", StringComparison.Ordinal)
            && file.Contains("_nohash_a3-", StringComparison.Ordinal));
        Assert.Single(now, file => file.Contains("/no/device", StringComparison.Ordinal)
            && file.Contains("_nohash_a1-", StringComparison.Ordinal));
        Assert.Single(now, file => file.Contains("/unknown/device", StringComparison.Ordinal));
        Assert.Equal(0, (await bench.WaitingAsync()).Waiting);
        Assert.Equal((2, 0, true), await bench.CorrectAsync() is var again
            ? (again.Version.Version, again.Taken, again.Version.Existed)
            : default);
    }

    [Fact]
    public async Task Mark_Twice_TheLastWins_AlsoOnceAVersionHasTheFirst()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        var key = await bench.RecordAsync("a1");
        await bench.MarkAsync(key, "yes");
        Assert.Equal(1, (await bench.MarkAsync(key, "no")).Waiting);
        Assert.Equal(["no"], await LabelsAsync(bench, await bench.CorrectAsync(), "a1"));

        await bench.MarkAsync(key, "yes");
        var third = await bench.CorrectAsync();
        await bench.MarkAsync(key, "no");
        var fourth = await bench.CorrectAsync();

        // As it was two versions ago, and yet the newest one.
        Assert.Equal((3, 4), (third.Version.Version, fourth.Version.Version));
        Assert.Equal(["yes"], await LabelsAsync(bench, third, "a1"));
        Assert.Equal(["no"], await LabelsAsync(bench, fourth, "a1"));
        Assert.Equal(0, (await bench.WaitingAsync()).Waiting);
    }

    [Fact]
    public async Task Correct_OfClipsThatAreGoneOrBroken_SetsThemAsideAndTakesTheOthers()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        var (gone, broken, good) = (await bench.RecordAsync("a1"),
            await bench.RecordAsync("a2", audio: [.. "no audio"u8]), await bench.RecordAsync("a3"));
        foreach (var key in (string[])[gone, broken, good])
            await bench.MarkAsync(key, "no");
        await bench.DeleteAsync(gone);

        var corrected = await bench.CorrectAsync();

        Assert.Equal((1, 2), (corrected.Taken, corrected.SetAsideTotal));
        Assert.Contains("is not in directory",
            corrected.SetAside.Single(aside => aside.Correction.Key == gone).Reason, StringComparison.Ordinal);
        Assert.NotEmpty(corrected.SetAside.Single(aside => aside.Correction.Key == broken).Reason);
        Assert.Equal(0, (await bench.WaitingAsync()).Waiting);
        Assert.Equal(2, bench.Host.Logs.Lines.Count(line => line.Event.Id == 5051));
    }

    [Fact]
    public async Task Correct_ClipsOfADevice_AreInOneSplitInAllVersions()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        CorrectedDataSet? last = null;
        for (var round = 0; round < 2; round++)
        {
            for (var device = 0; device < 12; device++)
                for (var take = 0; take < 2; take++)
                    await bench.MarkAsync(
                        await bench.RecordAsync($"a{round}{device}x{take}", $"device {device}"),
                        take == 0 ? "yes" : "no");
            last = await bench.CorrectAsync();
        }

        var splits = (await bench.FilesAsync(last!.Version))
            .Where(file => file.Contains("/device", StringComparison.Ordinal))
            .GroupBy(file => file.Split('/')[2].Split("_nohash_")[0], file => file.Split('/')[0])
            .ToList();
        Assert.Equal(12, splits.Count);
        Assert.All(splits, device => Assert.Equal((4, 1), (device.Count(), device.Distinct().Count())));
        Assert.Equal(["train", "validation"],
            splits.SelectMany(device => device).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Correct_AClipThatWasImported_ReplacesItWhereItWas()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        var words = TestClips.Words();
        var key = await bench.RecordAsync("a1", audio: words["yes/ab0_nohash_0.wav"]);
        await bench.MarkAsync(key, "no");

        var corrected = await bench.CorrectAsync();

        Assert.Equal(words.Count, corrected.Version.Files);
        Assert.Equal(["no"], await LabelsAsync(bench, corrected, "a1"));
        var files = await bench.FilesAsync(corrected.Version);
        Assert.DoesNotContain(files, file => file.EndsWith("/yes/ab0_nohash_0.wav", StringComparison.Ordinal));
        var split = files.Single(file => file.EndsWith("/yes/ab0_nohash_1.wav", StringComparison.Ordinal))
            .Split('/')[0];
        Assert.Equal(split, files.Single(file => file.Contains("_a1-", StringComparison.Ordinal)).Split('/')[0]);
    }

    [Fact]
    public async Task Import_OfAFolderWithoutTheClips_LetsTheirMarksWaitAgain()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        await bench.MarkAsync(await bench.RecordAsync("a1"), "no");
        await bench.CorrectAsync();
        var more = TestClips.Words();
        more["no/ab9_nohash_0.wav"] = TestClips.Wav(77);
        await bench.ImportAsync("words", TrainingTask.KeywordSpotting, more);

        Assert.Equal(1, (await bench.WaitingAsync()).Waiting);
        var corrected = await bench.CorrectAsync();

        Assert.Equal((4, 1, more.Count + 1),
            (corrected.Version.Version, corrected.Taken, corrected.Version.Files));
    }

    [Fact]
    public async Task Correct_ThatLeavesALabelWithoutValidation_IsRefusedAndWaitsOn()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        var words = TestClips.Words();
        var held = (await bench.FilesAsync(await bench.Client.GetDataSetAsync(
            new GetDataSetRequest { Name = "words" }))).Where(file =>
                file.StartsWith("validation/yes/", StringComparison.Ordinal)).ToList();
        foreach (var (number, file) in held.Index())
            await bench.MarkAsync(
                await bench.RecordAsync($"a{number}", audio: words[file["validation/".Length..]]), "no");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => bench.CorrectAsync());

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("label 'yes' has no files for validation", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Trailers.GetValueBytes("kws-faults-bin")!);
        Assert.Equal(held.Count, (await bench.WaitingAsync()).Waiting);
    }

    [Fact]
    public async Task Recordings_InAStoreOfTheirOwn_AreFoundThere()
    {
        var recordings = new DirectoryObjectStore(_folder["archive"]);
        await using var bench = await CorrectionBench.StartAsync(
            _folder, recordings, ("Recordings:Directory", _folder["archive"]));
        await bench.MarkAsync(await bench.RecordAsync("a1"), "no");

        Assert.Equal(1, (await bench.CorrectAsync()).Taken);
    }

    [Fact]
    public async Task Mark_OfAnEventThatIsKnown_CountsOnce_AndOtherContentsAreRefused()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        var key = await bench.RecordAsync("a1");
        var first = await bench.MarkAsync(key, "no", eventId: "mine");
        Assert.Equal(first, await bench.MarkAsync(key, "no", eventId: "mine"));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => bench.MarkAsync(key, "yes", eventId: "mine"));

        Assert.Equal(StatusCode.AlreadyExists, refusal.StatusCode);
    }

    [Theory]
    [InlineData("recordings/../training.db")]
    [InlineData("recordings/yes/2026-11-01/../../../models/x.wav")]
    [InlineData("/recordings/yes/2026-11-01/a1.wav")]
    [InlineData("datasets/words/2026-11-01/a1.wav")]
    [InlineData("recordings/yes/2026-11-01/a1.json")]
    [InlineData("recordings/yes/yesterday/a1.wav")]
    [InlineData("recordings/yes/2026-11-01/.wav")]
    [InlineData("recordings//2026-11-01/a1.wav")]
    [InlineData("recordings/yes/2026-11-01/a b.wav")]
    [InlineData("recordings/yes/2026-11-01/a1.wav\n")]
    [InlineData("recordings\\yes\\2026-11-01\\a1.wav")]
    [InlineData("")]
    public async Task Mark_OfAKeyThatIsNoRecordings_IsInvalid(string key)
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => bench.MarkAsync(key, "no"));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.StartsWith("key: ", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label: 'maybe' is not allowed; allowed: no, yes, unknown, silence", StatusCode.InvalidArgument,
        "maybe", "")]
    [InlineData("label: 'No' is not allowed", StatusCode.InvalidArgument, "No", "")]
    [InlineData("label: '../x' is not allowed", StatusCode.InvalidArgument, "../x", "")]
    [InlineData("data_set: '../x' is not allowed", StatusCode.InvalidArgument, "no", "../x")]
    [InlineData("data set 'absent' is not known", StatusCode.NotFound, "no", "absent")]
    [InlineData("a data set of recordings; this one is of photos", StatusCode.InvalidArgument, "no", "letters")]
    public async Task Mark_OfABadField_NamesIt(string words, StatusCode code, string label, string dataSet)
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        await bench.ImportAsync("letters", TrainingTask.SignLetters, TestClips.Letters());
        var key = await bench.RecordAsync("a1");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => bench.MarkAsync(key, label, dataSet));

        Assert.Equal(code, refusal.StatusCode);
        Assert.Contains(words, refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mark_WithoutADataSetWhereThereAreSeveral_NamesThem()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder);
        await bench.ImportAsync("others", TrainingTask.KeywordSpotting, TestClips.Words());
        var key = await bench.RecordAsync("a1");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => bench.MarkAsync(key, "no"));

        Assert.Contains("allowed: one of others, words", refusal.Status.Detail, StringComparison.Ordinal);
        var absent = await Assert.ThrowsAsync<RpcException>(
            () => bench.MarkAsync("recordings/yes/2026-11-01/absent.wav", "no", "words"));
        Assert.Equal(StatusCode.NotFound, absent.StatusCode);
    }

    // Under which labels a version has a clip.
    private static async Task<IEnumerable<string>> LabelsAsync(
        CorrectionBench bench, CorrectedDataSet corrected, string id) =>
        (await bench.FilesAsync(corrected.Version))
            .Where(file => file.Contains($"_{id}-", StringComparison.Ordinal)).Select(file => file.Split('/')[1]);
}
