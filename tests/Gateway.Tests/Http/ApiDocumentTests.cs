using System.Text.Json;
using Kws.Gateway.Tests.Hosts;
using Microsoft.OpenApi.Reader;

namespace Kws.Gateway.Tests.Http;

/// <summary>The OpenAPI document and the page to try it.</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Document_IsValid()
    {
        await using var gateway = await GatewayHost.StartAsync();
        await using var text = await gateway.Http.GetStreamAsync(new Uri("/openapi/v1.json", UriKind.Relative))
            .WithTimeout();
        using var copy = new MemoryStream();
        await text.CopyToAsync(copy);
        copy.Position = 0;

        var read = await Microsoft.OpenApi.OpenApiDocument.LoadAsync(copy, "json", new OpenApiReaderSettings());

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Contains("/v1/classify", read.Document!.Paths.Keys);
    }

    [Fact]
    public async Task Document_EveryOperation_HasANameASummaryAndItsProblems()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var document = JsonDocument.Parse(
            await gateway.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)).WithTimeout());

        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.True(operation.Value.TryGetProperty("operationId", out _), $"{path.Name} has no name");
                Assert.True(operation.Value.TryGetProperty("summary", out _), $"{path.Name} has no summary");
                Assert.True(operation.Value.GetProperty("responses").TryGetProperty("400", out _),
                    $"{path.Name} tells no problems");
            }
        }
    }

    [Fact]
    public async Task Page_AsksNoOtherHost()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var page = await gateway.Http.GetStringAsync(new Uri("/docs/", UriKind.Relative)).WithTimeout();

        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
    }
}
