using System.Text.Json;

namespace Kws.Cli.Access;

/// <summary>JSON as issuers write it.</summary>
internal static class OAuthJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <summary>Where an issuer answers.</summary>
internal sealed record IssuerMetadata(
    Uri? TokenEndpoint, Uri? DeviceAuthorizationEndpoint, Uri? RevocationEndpoint);

/// <summary>An issuer's answer to a request for tokens.</summary>
/// <param name="AccessToken">Null: there is none; <paramref name="Error"/> says why.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="RefreshToken">Gets the next; null: there is none.</param>
/// <param name="Scope">What was granted, when it is not what was asked for.</param>
/// <param name="Error">One of OAuth's words.</param>
/// <param name="ErrorDescription">In words.</param>
internal sealed record TokenAnswer(
    string? AccessToken, int ExpiresIn, string? RefreshToken, string? Scope, string? Error, string? ErrorDescription);

/// <summary>What a person enters in a browser, and what the program asks with meanwhile.</summary>
internal sealed record DeviceCodeAnswer(
    string? DeviceCode, string? UserCode, string? VerificationUri, string? VerificationUriComplete, int ExpiresIn,
    int? Interval, string? Error, string? ErrorDescription);
