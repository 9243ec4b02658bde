using System.Net;
using System.Text.Json;
using Kws.Gateway.Tests.Hosts;
using Kws.Storage;
using Kws.Storage.Recordings;

namespace Kws.Gateway.Tests.Http;

public sealed class RecordingTests
{
    private static readonly byte[] s_wav = [.. "RIFF not really audio"u8];

    [Fact]
    public async Task Recordings_OfAnArchive_AreListedInPagesReadAndRemoved()
    {
        using var folder = new TemporaryFolder();
        var archive = new RecordingArchive(new DirectoryObjectStore(folder.Path));
        foreach (var id in new[] { "a", "a-b", "b" })
            await archive.StoreAsync(Clip(id), s_wav).WithTimeout();
        await using var gateway = await GatewayHost.StartAsync($"--Storage:Directory={folder.Path}");

        using var first = await GetAsync(gateway, "/v1/recordings?label=yes&limit=2");
        var after = first.RootElement.GetProperty("next").GetString()!;
        using var second = await GetAsync(
            gateway, $"/v1/recordings?label=yes&limit=2&after={Uri.EscapeDataString(after)}");
        string[] keys = [.. Keys(first), .. Keys(second)];

        Assert.Equal(["a", "a-b", "b"], keys.Select(Path.GetFileNameWithoutExtension));
        Assert.Equal(JsonValueKind.Null, second.RootElement.GetProperty("next").ValueKind);
        Assert.Equal(s_wav, await gateway.Http.GetByteArrayAsync(new Uri($"/v1/{keys[1]}", UriKind.Relative)));
        Assert.Contains(gateway.Logs.Lines, line => line.Message.StartsWith(
            $"Audit: Downloaded {keys[1]} by ", StringComparison.Ordinal));
        using var details = await GetAsync(gateway, $"/v1/{keys[1]}?details=true");
        Assert.Equal("kitchen", details.RootElement.GetProperty("details").GetProperty("device_id").GetString());
        using var removed = await gateway.Http.DeleteAsync(new Uri($"/v1/{keys[1]}", UriKind.Relative)).WithTimeout();
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var gone = await gateway.Http.GetAsync(new Uri($"/v1/{keys[1]}", UriKind.Relative)).WithTimeout();
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Null(await archive.FindAsync(keys[1]).WithTimeout());
    }

    [Theory]
    [InlineData("/v1/recordings/yes/2026-01-01/none.wav", HttpStatusCode.NotFound)]
    [InlineData("/v1/recordings/yes/yesterday/none.wav", HttpStatusCode.BadRequest)]
    [InlineData("/v1/recordings/..%2F..%2Fjobs/2026-01-01/none.wav", HttpStatusCode.BadRequest)]
    [InlineData("/v1/recordings/yes/2026-01-01/none.json", HttpStatusCode.BadRequest)]
    public async Task Recording_ThatIsNone_IsAProblem(string path, HttpStatusCode status)
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayHost.StartAsync($"--Storage:Directory={folder.Path}");

        using var answer = await gateway.Http.GetAsync(new Uri(path, UriKind.Relative)).WithTimeout();

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static IEnumerable<string> Keys(JsonDocument page) => page.RootElement.GetProperty("recordings")
        .EnumerateArray().Select(recording => recording.GetProperty("key").GetString()!);

    private static async Task<JsonDocument> GetAsync(GatewayHost gateway, string path) =>
        JsonDocument.Parse(await gateway.Http.GetStringAsync(new Uri(path, UriKind.Relative)).WithTimeout());

    private static RecordedClip Clip(string id) => new()
    {
        Id = id,
        Label = "yes",
        Confidence = 0.9f,
        DeviceId = "kitchen",
        RecordedAt = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        SampleRateHz = 16_000,
        FirstSample = 0,
        StartSample = 0,
        EndSample = 1,
        ModelName = "small",
        ModelVersion = "1.0.0",
    };
}
