using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kws.Gateway.Tests.Hosts;
using Kws.Storage;
using Kws.Storage.Recordings;
using Kws.TestSupport.Identity;

namespace Kws.Gateway.Tests.Http;

/// <summary>Whose recordings a caller lists, reads, removes and marks: those of two devices, of a person's own, and one
/// of which nobody knows whose it is.</summary>
public sealed class RecordingAccessTests : IAsyncLifetime
{
    private const string Kitchen = "recordings/yes/2026-01-01/kitchen.wav";
    private const string Porch = "recordings/yes/2026-01-01/porch.wav";
    private const string Phone = "recordings/yes/2026-01-01/phone.wav";
    private const string Broken = "recordings/yes/2026-01-01/broken.wav";
    private static readonly byte[] s_wav = [.. "RIFF not really audio"u8];

    private readonly TemporaryFolder _folder = new();
    private TestIssuer _issuer = null!;
    private GatewayHost _gateway = null!;

    private DirectoryObjectStore Store => new(_folder.Path);

    public async Task InitializeAsync()
    {
        var archive = new RecordingArchive(Store);
        foreach (var (id, device) in new[]
            { ("kitchen", "kitchen"), ("porch", "porch"), ("phone", "ada:phone"), ("broken", "kitchen") })
            await archive.StoreAsync(Clip(id, device), s_wav).WithTimeout();
        using var nothing = new MemoryStream(Encoding.ASCII.GetBytes("no description"));
        await Store.PutAsync(new ObjectKey(Path.ChangeExtension(Broken, ".json")), nothing).WithTimeout();
        _issuer = await TestIssuer.StartAsync();
        _gateway = await GatewayHost.StartAsync(
            [
                $"--Storage:Directory={_folder.Path}",
                MeshBehind.Setting("trainingorchestrator", FreePort.Address()),
                .. _issuer.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
            ]);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("operate", "ada", null, Broken, Kitchen, Phone, Porch)]
    [InlineData("listen", "kitchen", "kitchen", Kitchen)]
    [InlineData("listen operate", "kitchen", "kitchen", Kitchen)]
    [InlineData("listen operate", "hall", "hall")]
    [InlineData("listen", "ada", null, Phone)]
    [InlineData("listen", "bob", null)]
    public async Task List_ForACaller_IsOfItsOwnDevices(
        string scopes, string subject, string? device, params string[] keys)
    {
        var token = _issuer.Token(scopes, subject, device);

        Assert.Equal(keys, await ListAsync(token, 100));
        // Nor does a page tell where others are.
        Assert.Equal(keys, await ListAsync(token, 1));
    }

    [Theory]
    [InlineData("operate", "ada", null, Porch, HttpStatusCode.OK)]
    [InlineData("listen", "kitchen", "kitchen", Kitchen, HttpStatusCode.OK)]
    [InlineData("listen", "kitchen", "kitchen", Porch, HttpStatusCode.NotFound)]
    [InlineData("listen operate", "kitchen", "kitchen", Kitchen, HttpStatusCode.OK)]
    [InlineData("listen operate", "kitchen", "kitchen", Porch, HttpStatusCode.NotFound)]
    [InlineData("listen operate", "kitchen", "kitchen", Broken, HttpStatusCode.NotFound)]
    [InlineData("sign", "kitchen", "kitchen", Kitchen, HttpStatusCode.Forbidden)]
    [InlineData("listen", "ada", null, Phone, HttpStatusCode.OK)]
    [InlineData("listen", "ada", null, Porch, HttpStatusCode.NotFound)]
    public async Task Read_ByACaller_IsOfItsOwnDevices(
        string scopes, string subject, string? device, string key, HttpStatusCode status)
    {
        var token = _issuer.Token(scopes, subject, device);

        using var audio = await SendAsync(HttpMethod.Get, $"/v1/{key}", token);
        using var details = await SendAsync(HttpMethod.Get, $"/v1/{key}?details=true", token);

        Assert.Equal((status, status), (audio.StatusCode, details.StatusCode));
        Assert.Equal(status == HttpStatusCode.OK, _gateway.Logs.Lines.Any(line => line.Message.StartsWith(
            $"Audit: Downloaded {key} by {subject} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Read_WhatIsKnownOfAClipIsBroken_IsToldAndItsAudioIsRead()
    {
        var token = _issuer.Token("operate", "ada");

        using var details = await SendAsync(HttpMethod.Get, $"/v1/{Broken}?details=true", token);
        using var audio = await SendAsync(HttpMethod.Get, $"/v1/{Broken}", token);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK), (details.StatusCode, audio.StatusCode));
        Assert.Contains($"what is known of '{Broken}' cannot be read", await DetailAsync(details),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AnothersRecording_IsAnsweredAsOneThatIsNot()
    {
        var token = _issuer.Token("listen operate", "kitchen", "kitchen");

        using var anothers = await SendAsync(HttpMethod.Get, $"/v1/{Porch}", token);
        using var none = await SendAsync(
            HttpMethod.Get, $"/v1/{Porch.Replace("porch", "nobody", StringComparison.Ordinal)}", token);

        Assert.Equal(await DetailAsync(none), (await DetailAsync(anothers))
            .Replace("porch", "nobody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("operate", "ada", null, Porch, HttpStatusCode.NoContent)]
    [InlineData("listen operate", "kitchen", "kitchen", Kitchen, HttpStatusCode.NoContent)]
    [InlineData("listen operate", "kitchen", "kitchen", Porch, HttpStatusCode.NotFound)]
    [InlineData("listen", "kitchen", "kitchen", Kitchen, HttpStatusCode.Forbidden)]
    public async Task Delete_ByACaller_IsOfItsOwnDevices(
        string scopes, string subject, string? device, string key, HttpStatusCode status)
    {
        using var answer = await SendAsync(
            HttpMethod.Delete, $"/v1/{key}", _issuer.Token(scopes, subject, device));

        Assert.Equal(status, answer.StatusCode);
        var isLeft = await new RecordingArchive(Store).FindAsync(key).WithTimeout() is not null;
        Assert.Equal(status != HttpStatusCode.NoContent, isLeft);
    }

    // What is passed on meets no trainer here.
    [Theory]
    [InlineData("train", "ada", null, Porch, HttpStatusCode.ServiceUnavailable)]
    [InlineData("train", "kitchen", "kitchen", Kitchen, HttpStatusCode.ServiceUnavailable)]
    [InlineData("train", "kitchen", "kitchen", Porch, HttpStatusCode.NotFound)]
    [InlineData("train operate", "kitchen", "kitchen", Porch, HttpStatusCode.NotFound)]
    [InlineData("listen operate", "kitchen", "kitchen", Kitchen, HttpStatusCode.Forbidden)]
    public async Task Mark_ByACaller_OfADeviceIsOfItsOwn(
        string scopes, string subject, string? device, string key, HttpStatusCode status)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, $"/v1/{key}/mark", _issuer.Token(scopes, subject, device), new { label = "no" });

        Assert.Equal(status, answer.StatusCode);
    }

    private async Task<IReadOnlyList<string>> ListAsync(string token, int limit)
    {
        List<string> keys = [];
        var after = "";
        do
        {
            using var answer = await SendAsync(HttpMethod.Get,
                $"/v1/recordings?limit={limit}&after={Uri.EscapeDataString(after)}", token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>().WithTimeout();
            keys.AddRange(page.GetProperty("recordings").EnumerateArray()
                .Select(recording => recording.GetProperty("key").GetString()!));
            after = page.GetProperty("next").GetString() ?? "";
        }
        while (after.Length > 0);
        return keys;
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await _gateway.Http.SendAsync(request).WithTimeout();
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>().WithTimeout()).GetProperty("detail").GetString()!;

    private static RecordedClip Clip(string id, string device) => new()
    {
        Id = id,
        Label = "yes",
        Confidence = 0.9f,
        DeviceId = device,
        RecordedAt = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        SampleRateHz = 16_000,
        FirstSample = 0,
        StartSample = 0,
        EndSample = 1,
        ModelName = "small",
        ModelVersion = "1.0.0",
    };
}
