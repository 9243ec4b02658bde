using System.Security.Claims;
using Kws.Audio.V1;
using Kws.Vision.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Opens streams at the services behind the gateway, on behalf of a caller.</summary>
internal sealed class MeshStreams(
    KeywordSpotter.KeywordSpotterClient spotter, SignReader.SignReaderClient reader, CallerHeaders headers)
{
    /// <summary>Audio, and the words in it.</summary>
    public Task<SpotStream> ListenAsync(
        SpotSettings settings, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        SpotStream.OpenAsync(spotter, settings, headers.Of(caller), cancellationToken);

    /// <summary>Pictures, and the signs in them.</summary>
    public Task<SignStream> ReadSignsAsync(
        SignSettings settings, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        SignStream.OpenAsync(reader, settings, headers.Of(caller), cancellationToken);
}
