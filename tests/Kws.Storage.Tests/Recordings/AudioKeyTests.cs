using Kws.Storage.Recordings;

namespace Kws.Storage.Tests.Recordings;

public sealed class AudioKeyTests
{
    [Theory]
    [InlineData("recordings/yes/2026-11-01/0a.wav", true)]
    [InlineData("recordings/yes/2026-11-01/0a.json", false)]
    [InlineData("recordings/yes/2026-11-01/0a.b.wav", false)]
    [InlineData("recordings/yes/2026-11-01/.wav", false)]
    [InlineData("recordings/yes/2026-13-01/0a.wav", false)]
    [InlineData("recordings/../2026-11-01/0a.wav", false)]
    [InlineData("recordings/yes/2026-11-01/x/0a.wav", false)]
    [InlineData("Recordings/yes/2026-11-01/0a.wav", false)]
    [InlineData("recordings/yes/2026-11-01/0a.wav/", false)]
    [InlineData("recordings/y\u0000s/2026-11-01/0a.wav", false)]
    [InlineData("", false)]
    public void IsAudioKey_OfTexts_KnowsTheArchivesForm(string text, bool isKey) =>
        Assert.Equal(isKey, RecordingArchive.IsAudioKey(text));

    [Fact]
    public async Task Find_OfAKey_IsTheRecordingOrNull_AndOfAnotherTextRefused()
    {
        using var folder = new TemporaryFolder();
        var archive = new RecordingArchive(new DirectoryObjectStore(folder.Path));
        var key = await archive.StoreAsync(new RecordedClip
        {
            Id = "0a",
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
        }, new byte[44]).WithTimeout();

        var found = await archive.FindAsync(key.Value).WithTimeout();

        Assert.Equal(("yes", new DateOnly(2026, 11, 1), "0a", 44L),
            (found!.Label, found.Date, found.Id, found.Bytes));
        Assert.Equal("kitchen:1", (await archive.ReadDetailsAsync(found).WithTimeout()).DeviceId);
        Assert.Null(await archive.FindAsync("recordings/yes/2026-11-01/0b.wav").WithTimeout());
        await Assert.ThrowsAsync<InvalidObjectKeyException>(() => archive.FindAsync("recordings/x.wav"));
    }
}
