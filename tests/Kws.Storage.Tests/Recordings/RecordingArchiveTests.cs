using Kws.Storage.Recordings;

namespace Kws.Storage.Tests.Recordings;

public sealed class RecordingArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-archive-").FullName;

    private RecordingArchive Archive => new(new DirectoryObjectStore(_folder));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task StoreAsync_Clip_LiesByLabelAndDateWithItsDetails()
    {
        var clip = Clip("0123abcd", "yes", new DateTimeOffset(2026, 11, 21, 23, 30, 0, TimeSpan.FromHours(-2)));

        var key = await Archive.StoreAsync(clip, new byte[] { 1, 2, 3 }).WithTimeout();

        Assert.Equal("recordings/yes/2026-11-22/0123abcd.wav", key.Value);
        var listed = Assert.Single(await ListAsync());
        Assert.Equal(("yes", new DateOnly(2026, 11, 22), "0123abcd", 3L),
            (listed.Label, listed.Date, listed.Id, listed.Bytes));
        Assert.Equal(clip, await Archive.ReadDetailsAsync(listed).WithTimeout());
        await using var audio = await Archive.OpenAudioAsync(listed).WithTimeout();
        Assert.Equal(3, audio.Length);
        Assert.Contains("\"start_sample\": 100",
            await File.ReadAllTextAsync(Path.Combine(_folder, listed.DetailsKey.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoreAsync_SameIdAgain_IsOneRecording()
    {
        var clip = Clip("1", "go", DateTimeOffset.UnixEpoch);
        await Archive.StoreAsync(clip, new byte[2]).WithTimeout();

        await Archive.StoreAsync(clip, new byte[2]).WithTimeout();

        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task ListAsync_Filters_ByLabelAndDate()
    {
        var day = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        foreach (var (id, label, at) in new[] { ("a", "yes", day), ("b", "yes", day.AddDays(1)), ("c", "no", day) })
            await Archive.StoreAsync(Clip(id, label, at), new byte[1]).WithTimeout();

        Assert.Equal(["c", "a", "b"], (await ListAsync()).Select(r => r.Id));
        Assert.Equal(["a", "b"], (await ListAsync("yes")).Select(r => r.Id));
        Assert.Equal(["b"], (await ListAsync("yes", new DateOnly(2026, 1, 2))).Select(r => r.Id));
        Assert.Equal(["c", "a"], (await ListAsync(null, new DateOnly(2026, 1, 1))).Select(r => r.Id));
    }

    [Fact]
    public async Task ListAsync_HalfStoredAndForeignObjects_AreLeftOut()
    {
        var store = new DirectoryObjectStore(_folder);
        foreach (var key in new[] { "recordings/yes/2026-01-01/only.wav", "recordings/yes/2026-01-01/lone.json",
            "recordings/yes/notadate/x.json", "recordings/yes/notadate/x.wav", "recordings/readme" })
            await store.PutAsync(new ObjectKey(key), new MemoryStream([1])).WithTimeout();

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task ListAsync_StoreThatListsInNoOrder_FindsEveryRecordingInOrder()
    {
        foreach (var (id, label) in new[] { ("a1", "yes"), ("b2", "no"), ("a1-2", "yes") })
            await Archive.StoreAsync(Clip(id, label, DateTimeOffset.UnixEpoch), new byte[1]).WithTimeout();
        var archive = new RecordingArchive(new UnsortedStore(new DirectoryObjectStore(_folder)));

        for (var tries = 0; tries < 20; tries++)
        {
            var listed = new List<string>();
            await foreach (var recording in archive.ListAsync())
                listed.Add(recording.Id);
            Assert.Equal(["b2", "a1", "a1-2"], listed);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"id\":\"1\"}")]
    [InlineData("[1")]
    public async Task ReadDetailsAsync_BrokenDetails_AreNamed(string json)
    {
        await Archive.StoreAsync(Clip("1", "go", DateTimeOffset.UnixEpoch), new byte[2]).WithTimeout();
        var listed = Assert.Single(await ListAsync());
        await File.WriteAllTextAsync(Path.Combine(_folder, listed.DetailsKey.Value), json);

        var error = await Assert.ThrowsAsync<UnreadableRecordingException>(() => Archive.ReadDetailsAsync(listed))
            .WithTimeout();

        Assert.Contains(listed.DetailsKey.Value, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x", "yes")]
    [InlineData("a.b", "yes")]
    [InlineData("a", "no/../../etc")]
    public async Task StoreAsync_UnsafeName_IsRefused(string id, string label) =>
        await Assert.ThrowsAsync<InvalidObjectKeyException>(() =>
            Archive.StoreAsync(Clip(id, label, DateTimeOffset.UnixEpoch), new byte[1])).WithTimeout();

    private async Task<List<ArchivedRecording>> ListAsync(string? label = null, DateOnly? date = null)
    {
        var all = new List<ArchivedRecording>();
        await foreach (var recording in Archive.ListAsync(label, date))
            all.Add(recording);
        return all;
    }

    private static RecordedClip Clip(string id, string label, DateTimeOffset at) => new()
    {
        Id = id,
        Label = label,
        Confidence = 0.91f,
        DeviceId = "kitchen:1",
        RecordedAt = at,
        SampleRateHz = 16_000,
        FirstSample = 0,
        StartSample = 100,
        EndSample = 9_000,
        ModelName = "small",
        ModelVersion = "1.0.0",
    };
}
