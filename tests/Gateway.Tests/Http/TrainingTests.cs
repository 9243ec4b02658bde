using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Http;

/// <summary>Data sets, jobs and models as resources, with the orchestrator as a process of its own.</summary>
public sealed class TrainingTests(TrainingProcess training) : IClassFixture<TrainingProcess>
{
    [Trait("Duration", "Long")]
    [Fact]
    public async Task DataSet_ToItsModelAsCandidate_OverHttpAlone()
    {
        await using var gateway = await StartAsync();
        await ImportAsync(gateway, "tones");

        var job = await PostAsync(gateway, "/v1/jobs", HttpStatusCode.Accepted, new
        {
            task = "keyword-spotting",
            data_set = "tones",
            model_name = "mine",
            hyperparameters = new { epochs = "3" },
        });
        var id = job.GetProperty("id").GetString()!;
        var changes = await EventsAsync(gateway, $"/v1/jobs/{id}/events");
        var log = await gateway.Http.GetStringAsync(new Uri($"/v1/jobs/{id}/log?follow=true", UriKind.Relative))
            .WithTimeout();
        var model = await GetAsync(gateway, "/v1/models/keyword-spotting/mine/1.0.0");
        var promotion = await PostAsync(gateway, "/v1/promotions", HttpStatusCode.Accepted,
            new { task = "keyword-spotting", name = "mine", version = "1.0.0", alias = "candidate" });
        var ends = await EventsAsync(gateway, $"/v1/promotions/{promotion.GetProperty("id").GetString()}/events");

        Assert.Equal(["queued", "preparing", "training", "evaluating", "published"], changes
            .Where(change => change.EventType == "transition")
            .Select(change => Json(change.Data).GetProperty("to").GetString()));
        Assert.Equal([1, 2, 3], changes.Where(change => change.EventType == "progress")
            .Select(change => Json(change.Data).GetProperty("epoch").GetInt32()));
        Assert.Contains("\"epoch\"", log, StringComparison.Ordinal);
        Assert.Equal("published", model.GetProperty("state").GetString());
        Assert.Contains("kws.model/1", model.GetProperty("manifest").GetString(), StringComparison.Ordinal);
        Assert.Equal("done", Json(ends[^1].Data).GetProperty("state").GetString());
        var models = await GetAsync(gateway, "/v1/models?task=keyword-spotting");
        Assert.Contains(models.EnumerateArray(), found => found.GetProperty("aliases").EnumerateArray()
            .Any(alias => alias.GetString() == "candidate"));
        Assert.Contains((await GetAsync(gateway, "/v1/jobs?limit=5")).EnumerateArray(),
            found => found.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task DataSet_TakenInTwice_IsTheSameVersion()
    {
        await using var gateway = await StartAsync();
        var first = await ImportAsync(gateway, "twice");

        var again = await ImportAsync(gateway, "twice");
        var listed = await GetAsync(gateway, "/v1/datasets?name=twice");

        Assert.False(first.GetProperty("existed").GetBoolean());
        Assert.True(again.GetProperty("existed").GetBoolean());
        Assert.Equal(1, listed.GetArrayLength());
        Assert.Equal(["no", "yes"], first.GetProperty("labels").EnumerateArray()
            .Select(label => label.GetProperty("label").GetString()).Order());
    }

    [Fact]
    public async Task Job_Cancelled_Ends()
    {
        await using var gateway = await StartAsync();
        await ImportAsync(gateway, "cancelled");
        var job = await PostAsync(gateway, "/v1/jobs", HttpStatusCode.Accepted, new
        {
            task = "keyword-spotting",
            data_set = "cancelled",
            hyperparameters = new { epochs = "1000", pause = "0.05" },
        });
        var id = job.GetProperty("id").GetString()!;

        await PostAsync(gateway, $"/v1/jobs/{id}/cancel", HttpStatusCode.OK, new { });
        var changes = await EventsAsync(gateway, $"/v1/jobs/{id}/events");

        Assert.Equal("cancelled", Json(changes[^1].Data).GetProperty("to").GetString());
    }

    [Theory]
    [InlineData("/v1/models/dancing/mine/1.0.0", HttpStatusCode.BadRequest, "task")]
    [InlineData("/v1/models?task=dancing", HttpStatusCode.BadRequest, "task")]
    [InlineData("/v1/jobs?limit=501", HttpStatusCode.BadRequest, "limit")]
    [InlineData("/v1/jobs/none", HttpStatusCode.NotFound, null)]
    [InlineData("/v1/jobs/none/events", HttpStatusCode.NotFound, null)]
    [InlineData("/v1/jobs/none/log", HttpStatusCode.NotFound, null)]
    [InlineData("/v1/promotions/none", HttpStatusCode.NotFound, null)]
    [InlineData("/v1/datasets/none", HttpStatusCode.NotFound, null)]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound, null)]
    public async Task Resource_ThatIsNone_IsAProblem(string path, HttpStatusCode status, string? field)
    {
        await using var gateway = await StartAsync();

        using var answer = await gateway.Http.GetAsync(new Uri(path, UriKind.Relative)).WithTimeout();

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = Json(await answer.Content.ReadAsStringAsync());
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
    }

    [Fact]
    public async Task DataSet_FilesThatCannotBeUsed_AreEachNamed()
    {
        await using var gateway = await StartAsync();
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in (string[])["train/yes/a.wav", "train/no/b.wav"])
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("no audio"u8);
            }
        }
        using var body = new ByteArrayContent(bytes.ToArray());

        using var answer = await gateway.Http.PutAsync(new Uri("/v1/datasets/faulty", UriKind.Relative), body)
            .WithTimeout();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = Json(await answer.Content.ReadAsStringAsync());
        Assert.Equal(["train/no/b.wav", "train/yes/a.wav"], problem.GetProperty("faults").EnumerateArray()
            .Select(fault => fault.GetProperty("file").GetString()!).Where(file => file.Length > 0).Order());
    }

    [Fact]
    public async Task DataSet_BrokenArchive_IsAProblem()
    {
        await using var gateway = await StartAsync();
        using var body = new StringContent("this is no archive");

        using var answer = await gateway.Http.PutAsync(new Uri("/v1/datasets/broken", UriKind.Relative), body)
            .WithTimeout();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private Task<GatewayHost> StartAsync() => GatewayHost.StartAsync(
        MeshBehind.Setting("trainingorchestrator", training.Address), $"--Storage:Directory={training.Store}");

    private static async Task<JsonElement> ImportAsync(GatewayHost gateway, string name) =>
        Json(await ToneArchive.ImportAsync(gateway, name));

    private static async Task<JsonElement> PostAsync(
        GatewayHost gateway, string path, HttpStatusCode status, object body)
    {
        using var answer = await gateway.Http.PostAsJsonAsync(path, body).WithTimeout();
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, text);
        return Json(text);
    }

    private static async Task<JsonElement> GetAsync(GatewayHost gateway, string path) =>
        Json(await gateway.Http.GetStringAsync(new Uri(path, UriKind.Relative)).WithTimeout());

    private static async Task<List<SseItem<string>>> EventsAsync(GatewayHost gateway, string path)
    {
        await using var stream = await gateway.Http.GetStreamAsync(new Uri(path, UriKind.Relative)).WithTimeout();
        List<SseItem<string>> events = [];
        await foreach (var item in SseParser.Create(stream).EnumerateAsync().WithCancellation(CancellationToken.None))
            events.Add(item);
        return events;
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
