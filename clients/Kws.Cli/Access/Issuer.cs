using System.Net.Http.Json;
using System.Text.Json;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Access;

/// <summary>An OpenID Connect issuer, as a program without a browser talks to it.</summary>
/// <param name="authority">Its address.</param>
/// <param name="context">Has the variables that name a proxy.</param>
internal sealed class Issuer(Uri authority, CliContext context)
{
    private const string MetadataPath = "/.well-known/openid-configuration";

    private IssuerMetadata? _metadata;

    public Uri Authority => authority;

    /// <summary>Asks for tokens. A refusal is an answer with <see cref="TokenAnswer.Error"/>.</summary>
    /// <exception cref="CommandFailedException">It does not answer.</exception>
    public async Task<TokenAnswer> TokensAsync(
        IEnumerable<(string Name, string Value)> form, CancellationToken cancellationToken) =>
        await PostAsync((await MetadataAsync(cancellationToken)).TokenEndpoint, "token", form, Read<TokenAnswer>,
            cancellationToken);

    /// <summary>Asks for a code that a person enters in a browser.</summary>
    public async Task<DeviceCodeAnswer> DeviceCodeAsync(
        IEnumerable<(string Name, string Value)> form, CancellationToken cancellationToken) =>
        await PostAsync((await MetadataAsync(cancellationToken)).DeviceAuthorizationEndpoint,
            "device authorization", form, Read<DeviceCodeAnswer>, cancellationToken);

    /// <summary>Makes a refresh token void.</summary>
    public async Task RevokeAsync(
        IEnumerable<(string Name, string Value)> form, CancellationToken cancellationToken) =>
        await PostAsync((await MetadataAsync(cancellationToken)).RevocationEndpoint, "revocation", form, _ => true,
            cancellationToken);

    private async Task<IssuerMetadata> MetadataAsync(CancellationToken cancellationToken)
    {
        if (_metadata is not null)
            return _metadata;
        // Whoever answers in its place would name an endpoint of theirs.
        if (!SafeTransport.Allows(authority, context.Variable))
            throw Away("in clear text what it says could be anybody's", null);
        var address = new Uri(authority.ToString().TrimEnd('/') + MetadataPath);
        return _metadata = await AskAsync(async http =>
        {
            using var response = await http.GetAsync(address, cancellationToken);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<IssuerMetadata>(OAuthJson.Options, cancellationToken);
        }, cancellationToken) ?? throw Away("it has no metadata", null);
    }

    private async Task<T> PostAsync<T>(
        Uri? endpoint, string what, IEnumerable<(string Name, string Value)> form, Func<string, T> read,
        CancellationToken cancellationToken)
    {
        if (endpoint is null)
            throw Away($"it has no {what} endpoint", null);
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
            throw Away($"its {what} endpoint {endpoint} is no http or https address", null);
        if (!SafeTransport.Allows(endpoint, context.Variable))
            throw Away($"its {what} endpoint {endpoint} would be sent secrets in clear text", null);
        return await AskAsync(async http =>
        {
            using var content = new FormUrlEncodedContent(
                form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
            using var response = await http.PostAsync(endpoint, content, cancellationToken);
            if (response.Content.Headers.ContentType?.MediaType != "application/json")
                response.EnsureSuccessStatusCode();
            return read(await response.Content.ReadAsStringAsync(cancellationToken));
        }, cancellationToken);
    }

    private static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text.Length == 0 ? "null" : text, OAuthJson.Options)
        ?? throw new JsonException("it answered nothing");

    private async Task<T> AskAsync<T>(Func<HttpClient, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var http = GatewayHttp.Create(authority, context);
        try
        {
            return await ask(http);
        }
        // InvalidOperationException: a character set that there is not.
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Away(e.Message, e);
        }
    }

    private CommandFailedException Away(string why, Exception? inner) => new(
        $"no token from {authority}: {why}", "Look whether the issuer runs and the address is right.", inner);
}
