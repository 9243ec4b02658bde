using System.Text.Json;
using Kws.Storage;
using Kws.Storage.Recordings;

namespace Kws.Cli.Tests.Audio;

public sealed class RecordingsListCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-list-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task List_Archive_ShowsEachClipByKey()
    {
        await StoreAsync("0a", "yes", 1);
        await StoreAsync("0b", "no", 2);

        var run = await KwsRun.WithAsync("recordings", "list", "--store", _folder, "--details").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"2 recordings in directory {_folder}",
            string.Concat(run.Out.ReplaceLineEndings(" ")
                .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
                    StringComparison.Ordinal);
        Assert.Contains("recordings/yes/2026-11-01/0a.wav", run.Out, StringComparison.Ordinal);
        Assert.Contains("kitchen:1", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_JsonOfOneLabelAndDay_IsALineAClip()
    {
        await StoreAsync("0a", "yes", 1);
        await StoreAsync("0b", "yes", 2);
        await StoreAsync("0c", "no", 2);

        var run = await KwsRun.WithAsync("recordings", "list", "--store", _folder, "--label", "yes", "--date",
            "2026-11-02", "--json", "--details").WithTimeout();

        using var line = JsonDocument.Parse(Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("recordings/yes/2026-11-02/0b.wav", line.RootElement.GetProperty("key").GetString());
        Assert.Equal("kitchen:1", line.RootElement.GetProperty("details").GetProperty("device_id").GetString());
    }

    [Fact]
    public async Task List_OneBrokenSidecar_NamesItShowsTheOthersAndReturnsOne()
    {
        await StoreAsync("0a", "yes", 1);
        await StoreAsync("0b", "no", 2);
        await File.WriteAllTextAsync(Path.Combine(_folder, "recordings/no/2026-11-02/0b.json"), "");

        var run = await KwsRun.WithAsync("recordings", "list", "--store", _folder, "--details", "--json").WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("left out: 'recordings/no/2026-11-02/0b.json'", run.Error, StringComparison.Ordinal);
        Assert.Contains("recordings/yes/2026-11-01/0a.wav",
            Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_LinkToAParent_ListsEachClipOnce()
    {
        await StoreAsync("0a", "yes", 1);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "recordings", "loop"), "../..");

        var run = await KwsRun.WithAsync("recordings", "list", "--store", _folder, "--json").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Single(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--store: '' is not allowed", "list")]
    [InlineData("--store: '/no/such/folder' is not allowed", "list", "--store", "/no/such/folder")]
    [InlineData("--date: '11/02/2026' is not allowed", "list", "--date", "11/02/2026")]
    [InlineData("--label: 'a/b' is not allowed", "list", "--label", "a/b")]
    [InlineData("Bucket is 'x'", "list", "--store", "s3://x")]
    [InlineData("--s3-endpoint: 'nowhere' is not allowed", "list", "--store", "s3://bucket",
        "--s3-endpoint", "nowhere")]
    public async Task List_BadInput_NamesItAndReturnsTwo(string expected, params string[] arguments)
    {
        var run = await KwsRun.WithAsync(["recordings", .. arguments]).WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private Task StoreAsync(string id, string label, int day) =>
        new RecordingArchive(new DirectoryObjectStore(_folder)).StoreAsync(
        new RecordedClip
        {
            Id = id,
            Label = label,
            Confidence = 0.9f,
            DeviceId = "kitchen:1",
            RecordedAt = new DateTimeOffset(2026, 11, day, 8, 0, 0, TimeSpan.Zero),
            SampleRateHz = 16_000,
            FirstSample = 0,
            StartSample = 1,
            EndSample = 2,
            ModelName = "small",
            ModelVersion = "1.0.0",
        },
        new byte[44]).WithTimeout();
}
