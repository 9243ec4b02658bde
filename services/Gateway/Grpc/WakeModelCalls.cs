using System.Security.Claims;
using System.Text.Json;
using Kws.Audio.V1;

namespace Kws.Gateway.Grpc;

/// <summary>The model that listens.</summary>
/// <param name="Name">Of the package.</param>
/// <param name="Version">Of the package.</param>
/// <param name="Keywords">That it reports.</param>
/// <param name="Attribution">What it was made from, in words.</param>
internal sealed record WakeModel(
    string Name, string Version, IReadOnlyList<string> Keywords, IReadOnlyList<string> Attribution);

/// <summary>Asks what is listened for, for a caller.</summary>
internal sealed class WakeModelCalls(KeywordSpotter.KeywordSpotterClient spotter, CallerHeaders headers)
{
    /// <exception cref="global::Grpc.Core.RpcException">As <c>KeywordSpotter.DescribeModel</c> says.</exception>
    public async Task<WakeModel> DescribeAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var model = await spotter.DescribeModelAsync(
            new DescribeModelRequest(), headers.Of(caller), cancellationToken: cancellationToken);
        return new WakeModel(model.Name, model.Version, [.. model.Keywords], Attribution(model.ManifestJson));
    }

    private static string[] Attribution(string manifest)
    {
        using var json = JsonDocument.Parse(manifest);
        return json.RootElement.TryGetProperty("attribution", out var attribution)
            && attribution.ValueKind == JsonValueKind.Array
            ? [.. attribution.EnumerateArray().Select(source => source.ToString())]
            : [];
    }
}
