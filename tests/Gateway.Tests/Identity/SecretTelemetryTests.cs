using System.Net;
using System.Text.Json;
using Grpc.Core;
using Kws.Gateway.Identity;
using Kws.Gateway.Tests.Hosts;
using Kws.Training.V1;
using Microsoft.AspNetCore.WebUtilities;

namespace Kws.Gateway.Tests.Identity;

/// <summary>A gateway that tells all it can of logins and calls tells no secret of theirs.</summary>
public sealed class SecretTelemetryTests(SharedPostgres postgres) : IClassFixture<SharedPostgres>
{
    private const string WrongPassword = "wrong horse battery";
    private const string NoToken = "a-token-that-nobody-gave";

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Secrets_AreInNoSpanMetricOrLogLine(string database)
    {
        var connection = database == "SQLite" ? null : await postgres.NewDatabaseAsync();
        await using var sink = new OtlpSink();
        using var spans = new SpanTexts();
        IReadOnlyList<(string What, string Secret)> secrets;
        IReadOnlyCollection<LogLine> lines;
        string[] settings =
        [
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={await sink.StartAsync()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            MeshBehind.Setting("trainingorchestrator", FreePort.Address()),
        ];

        // Its end sends what was collected.
        await using (var gateway = await IdentityGateway.StartAsync(connection, settings: settings))
        {
            secrets = await UseAsync(gateway);
            lines = gateway.Host.Logs.Lines;
        }

        Assert.True(sink.Received("/v1/traces", "/connect/token"), "no span of a token");
        Assert.True(sink.Received("/v1/metrics", "http.server.request.duration"), "no metric of requests");
        Assert.NotNull(spans.Find("/connect/token"));
        Assert.Contains(lines, line => line.Message.StartsWith("Audit: Consent", StringComparison.Ordinal));
        Assert.All(secrets, told => Assert.All(Forms(told.Secret), form =>
        {
            Assert.True(spans.Find(form) is null, $"{told.What}: {spans.Find(form)}");
            Assert.False(sink.Received("/v1/traces", form), $"{told.What} is in an exported span");
            Assert.False(sink.Received("/v1/metrics", form), $"{told.What} is in a metric");
            // The one link that is for whoever reads the log.
            Assert.DoesNotContain(lines, line => line.Event.Id != IdentityLog.FirstPersonEvent
                && line.Message.Contains(form, StringComparison.Ordinal));
        }));
    }

    // Everything that has a secret, once: the secrets.
    private static async Task<IReadOnlyList<(string What, string Secret)>> UseAsync(IdentityGateway gateway)
    {
        List<(string, string)> secrets =
        [
            ("the first link", gateway.FirstLink!.Split('#')[1]), ("a password", IdentityGateway.Password),
            ("a wrong password", WrongPassword), ("a wrong token", NoToken),
        ];
        using var anna = await gateway.JoinAsync();
        using var wrong = await anna.SubmitAsync("/connect/login", ("name", "anna"), ("password", WrongPassword));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        secrets.AddRange(await ByDeviceCodeAsync(gateway, anna));
        var (code, tokens) = await ByCodeAsync(gateway, anna);
        var token = IdentityGateway.AccessTokenOf(tokens);
        secrets.AddRange([("a code", code), .. SecretsOf(tokens)]);
        secrets.AddRange(await ByInvitationAsync(gateway, token));
        var secret = await gateway.AddDeviceAsync(token, "kitchen", "operate");
        var (_, device) = await gateway.DeviceTokenAsync("kitchen", secret);
        secrets.AddRange([("a device's secret", secret), .. SecretsOf(device)]);
        await CallAsync(gateway, IdentityGateway.AccessTokenOf(device));
        return secrets;
    }

    private static async Task<IEnumerable<(string, string)>> ByDeviceCodeAsync(IdentityGateway gateway, Browser anna)
    {
        var (_, asked) = await gateway.PostFormAsync(
            "/connect/device", ("client_id", "kws-cli"), ("scope", "listen offline_access"));
        var (deviceCode, userCode) =
            (asked.GetProperty("device_code").GetString()!, asked.GetProperty("user_code").GetString()!);
        using var allowed = await anna.SubmitAsync(
            QueryHelpers.AddQueryString("/connect/verify", "user_code", userCode), ("decision", "allow"));
        var (status, tokens) = await gateway.TokenAsync(
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", "kws-cli"),
            ("device_code", deviceCode));
        Assert.True(status == HttpStatusCode.OK, tokens.ToString());
        return [("a device code", deviceCode), ("a user code", userCode), .. SecretsOf(tokens)];
    }

    private static async Task<(string Code, JsonElement Tokens)> ByCodeAsync(IdentityGateway gateway, Browser anna)
    {
        var verifier = IdentityGateway.NewVerifier();
        var code = await gateway.CodeOfAsync(anna, verifier, "operate offline_access");
        var (_, tokens) = await gateway.TokenAsync(("grant_type", "authorization_code"), ("client_id", "kws-cli"),
            ("code", code), ("redirect_uri", IdentityGateway.Callback), ("code_verifier", verifier));
        await gateway.TokenAsync(("grant_type", "refresh_token"), ("client_id", "kws-cli"),
            ("refresh_token", tokens.GetProperty("refresh_token").GetString()!));
        return (code, tokens);
    }

    private static async Task<IEnumerable<(string, string)>> ByInvitationAsync(IdentityGateway gateway, string token)
    {
        var (_, invited) = await gateway.CallAsync(
            HttpMethod.Post, "/v1/people", token, new { scopes = (string[])["listen"] });
        var secret = invited.GetProperty("link").GetString()!.Split('#')[1];
        using var ben = gateway.NewBrowser();
        using var joined = await ben.SubmitAsync("/connect/join",
            ("code", secret), ("name", "ben"), ("password", IdentityGateway.Password));
        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        return [("a link", secret)];
    }

    private static async Task CallAsync(IdentityGateway gateway, string token)
    {
        var (known, _) = await gateway.CallAsync(HttpMethod.Get, "/v1/devices", token);
        var (unknown, _) = await gateway.CallAsync(HttpMethod.Get, "/v1/devices", NoToken);
        // Some do it, and are refused.
        var (asked, _) = await gateway.CallAsync(HttpMethod.Get, $"/v1/devices?access_token={token}", null);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (known, unknown, asked));
        var away = await Assert.ThrowsAsync<RpcException>(() =>
            new Kws.Training.V1.Training.TrainingClient(gateway.Host.Channel).ListModelsAsync(new ListModelsRequest(),
                new Metadata { { "authorization", $"Bearer {token}" } }).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.Unavailable, away.StatusCode);
    }

    private static IEnumerable<(string, string)> SecretsOf(JsonElement tokens) => tokens.EnumerateObject()
        .Where(field => field.Name is "access_token" or "refresh_token")
        .Select(field => ($"a {field.Name}", field.Value.GetString()!));

    // As it is, and as it stands in addresses and forms.
    private static IEnumerable<string> Forms(string secret) => new[]
    {
        secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret),
    }.Distinct();
}
