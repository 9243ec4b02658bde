using System.Text.Json;

namespace Kws.AppHost.Tests;

/// <summary>The deployment manifest, written as the documentation of Aspire says: <c>dotnet run -- --publisher
/// manifest</c>.</summary>
public sealed class ManifestTests(WrittenManifest manifest) : IClassFixture<WrittenManifest>
{
    private readonly JsonElement _resources = manifest.Resources;

    [Theory]
    [InlineData("bus", "container.v0")]
    [InlineData("bus-password", "parameter.v0")]
    [InlineData("postgres", "container.v0")]
    [InlineData("training", "value.v0")]
    [InlineData("featureextraction", "project.v0")]
    [InlineData("audioinference", "project.v0")]
    [InlineData("tts", "project.v0")]
    [InlineData("visioninference", "project.v0")]
    [InlineData("trainingorchestrator", "project.v0")]
    [InlineData("gateway", "project.v0")]
    [InlineData("gateway-data", "value.v0")]
    public void Manifest_EveryResource_HasItsType(string resource, string type) =>
        Assert.Equal(type, _resources.GetProperty(resource).GetProperty("type").GetString());

    [Fact]
    public void Manifest_AudioInference_NamesWhatItUses()
    {
        var audio = _resources.GetProperty("audioinference");
        Assert.EndsWith("services/AudioInference/AudioInference.csproj", audio.GetProperty("path").GetString(),
            StringComparison.Ordinal);
        var env = audio.GetProperty("env");
        Assert.Equal("{featureextraction.bindings.http.url}",
            env.GetProperty("services__featureextraction__http__0").GetString());
        Assert.Equal("{bus.connectionString}", env.GetProperty("ConnectionStrings__bus").GetString());
        Assert.Equal("http2", audio.GetProperty("bindings").GetProperty("http").GetProperty("transport").GetString());
        Assert.True(audio.GetProperty("bindings").GetProperty("http").GetProperty("external").GetBoolean());
    }

    /// <summary>Else a service takes the address that any caller says it has.</summary>
    [Fact]
    public void Manifest_NoService_BelievesForwardedHeaders() => Assert.DoesNotContain(
        _resources.EnumerateObject().Where(resource => resource.Value.TryGetProperty("env", out _))
            .SelectMany(resource => resource.Value.GetProperty("env").EnumerateObject()),
        variable => variable.Name.Contains("FORWARDEDHEADERS", StringComparison.Ordinal));

    [Theory]
    [InlineData("demo-device")]
    [InlineData("signing-device")]
    public void Manifest_DemoDevices_AreLeftOut(string device) =>
        Assert.False(_resources.TryGetProperty(device, out _));

    [Fact]
    public void Manifest_Passwords_AreGeneratedSecretsNotValues()
    {
        var input = _resources.GetProperty("postgres-password").GetProperty("inputs").GetProperty("value");
        Assert.True(input.GetProperty("secret").GetBoolean());
        Assert.True(input.GetProperty("default").GetProperty("generate").GetProperty("minLength").GetInt32() >= 22);
    }

    [Fact]
    public void Manifest_Arguments_HoldNoSecret()
    {
        string[] secrets =
        [
            .. _resources.EnumerateObject().Where(resource => resource.Value.TryGetProperty("inputs", out var inputs)
                && inputs.GetProperty("value").TryGetProperty("secret", out var isSecret) && isSecret.GetBoolean())
                .Select(resource => $"{{{resource.Name}."),
            ".connectionString}",
        ];
        Assert.Contains("{postgres-password.", secrets);

        foreach (var resource in _resources.EnumerateObject())
        {
            foreach (var property in (string[])["args", "entrypoint"])
            {
                if (resource.Value.TryGetProperty(property, out var told))
                    Assert.DoesNotContain(secrets, secret =>
                        told.ToString().Contains(secret, StringComparison.Ordinal));
            }
        }
    }
}
