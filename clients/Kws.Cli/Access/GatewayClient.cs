using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Access;

/// <summary>The gateway's HTTP API, whose refusals become words for the person at the shell.</summary>
internal sealed class GatewayClient(ServerEndpoint server, CliContext context)
{
    private static readonly JsonSerializerOptions s_answers = new(OAuthJson.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, Read<T>, cancellationToken);

    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, body, Read<T>, cancellationToken);

    /// <summary>Deletes what has that name.</summary>
    /// <exception cref="BadInputException">The name is none, or would lead elsewhere, as dots do.</exception>
    public Task DeleteAsync(string path, string name, CancellationToken cancellationToken) => name is "" or "." or ".."
        ? throw new BadInputException("NAME", name, "it must be a name")
        : SendAsync(HttpMethod.Delete, $"{path}/{Uri.EscapeDataString(name)}", null, _ => true, cancellationToken);

    /// <exception cref="BadInputException">The gateway refused the input.</exception>
    /// <exception cref="CommandFailedException">It is away, or does not allow it.</exception>
    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, object? body, Func<string, T> read, CancellationToken cancellationToken)
    {
        using var http = GatewayHttp.Create(server.Address, context);
        using var request = new HttpRequestMessage(method, path);
        if (server.Tokens is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer", await server.Tokens.TokenAsync(cancellationToken));
        if (body is not null)
            request.Content = JsonContent.Create(body, options: OAuthJson.Options);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? read(text) : throw Refused(response, text);
        }
        // InvalidOperationException: a character set that there is not.
        catch (Exception e) when (e is HttpRequestException or JsonException or InvalidOperationException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandFailedException($"gateway not reachable at {server.Address}: {e.Message}",
                "Start it with ./run.sh --serve, or say where it is: --gateway or KWS_GATEWAY.", e);
        }
    }

    // The serializer lets null stand for a whole answer and in a list.
    private static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text.Length == 0 ? "null" : text, s_answers) is { } answer
        && (answer as object[])?.Contains(null) is not true
            ? answer
            : throw new JsonException("its answer lacks what was asked for");

    private Exception Refused(HttpResponseMessage response, string text)
    {
        var detail = DetailOf(text) ?? response.ReasonPhrase ?? "";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new CommandFailedException(
                $"the gateway at {server.Address} does not know who calls: {detail}", AccessHelp.Unknown),
            HttpStatusCode.Forbidden => new CommandFailedException(
                $"the gateway at {server.Address} does not allow it: {detail}", AccessHelp.NotAllowed),
            HttpStatusCode.NotFound when detail == response.ReasonPhrase => new CommandFailedException(
                $"the gateway at {server.Address} knows no people and devices",
                "Start it with Identity:Enabled=true and Access:Mode=Jwt."),
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Conflict =>
                new BadInputException(detail, new HttpRequestException(detail)),
            _ => new CommandFailedException(
                $"the gateway at {server.Address} answered {(int)response.StatusCode}: {detail}",
                "Look at the gateway's log."),
        };
    }

    private static string? DetailOf(string text)
    {
        try
        {
            return JsonElement.Parse(text).TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
