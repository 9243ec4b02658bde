using System.Net;
using System.Text.Json;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Http;

[Collection(nameof(MeshBehind))]
public sealed class SignTests(MeshBehind mesh)
{
    [SkippableFact]
    public async Task ClassifySign_RealPhotos_MostAreRead()
    {
        var folder = RealData.Require("signs", "validation", "keptsecret");
        await using var gateway = await StartAsync();
        string[] photos =
        [
            .. Directory.GetDirectories(folder)
                .Select(letter => Directory.GetFiles(letter).Order(StringComparer.Ordinal).First()),
        ];

        var right = 0;
        foreach (var photo in photos)
        {
            using var body = new ByteArrayContent(await File.ReadAllBytesAsync(photo));
            using var response = await gateway.Http.PostAsync(
                new Uri("/v1/signs/classify?top=2", UriKind.Relative), body).WithTimeout();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.True(answer.RootElement.GetProperty("letters").GetArrayLength() <= 2);
            if (answer.RootElement.GetProperty("letter").GetString() == Directory.GetParent(photo)!.Name)
                right++;
        }

        Assert.InRange(right, photos.Length / 2, photos.Length);
    }

    [SkippableTheory]
    [InlineData("region=1,2", "region")]
    [InlineData("region=0.9,0,0.1,1", "region")]
    [InlineData("rotate_degrees=45", "rotate_degrees")]
    public async Task ClassifySign_ViewThatIsNotAllowed_IsAProblem(string query, string field)
    {
        await using var gateway = await StartAsync();
        using var body = new ByteArrayContent([1, 2, 3]);

        using var response = await gateway.Http.PostAsync(
            new Uri($"/v1/signs/classify?{query}", UriKind.Relative), body).WithTimeout();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Contains(field, problem.RootElement.GetProperty("field").GetString(), StringComparison.Ordinal);
    }

    private async Task<GatewayHost> StartAsync() => await GatewayHost.StartAsync(
        MeshBehind.Setting("visioninference", (await mesh.VisionInferenceAsync()).Address));
}
