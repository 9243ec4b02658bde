using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Kws.Gateway.Identity.Revoking;

/// <summary>Tells services whose tokens to refuse.</summary>
internal static class RevocationEndpoints
{
    public static void MapRevocations(this IEndpointRouteBuilder api) =>
        api.MapGet("/access/revocations", Read).ExcludeFromDescription();

    private static IResult Read(RevocationList revocations)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { revoked = revocations.All }, JsonSerializerOptions.Web);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"");
        // Answers 304 to whoever has it already.
        return Results.Bytes(body, "application/json", entityTag: tag);
    }
}
