using System.Net;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kws.AppHost.Tests;

/// <summary>The AppHost under Aspire's own testing API, as its users' tests start it.</summary>
public sealed class TestingApiTests
{
    [Trait("Duration", "Long")]
    [Fact]
    public async Task Start_OneServiceAlone_ServesItsHealthAndStops()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.AppHost>(
                ["--DemoDevice:Enabled=false", "--Servers=process", $"--State:Folder={state.Path}"]).WithTimeout();
        foreach (var other in builder.Resources.Where(resource => resource.Name != "featureextraction").ToList())
            builder.Resources.Remove(other);
        await using var app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout(AppHostProcess.Patience);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("featureextraction")
            .WithTimeout(AppHostProcess.Patience);

        using var client = app.CreateHttpClient("featureextraction", "health");
        using var response = await client.GetAsync(new Uri("health", UriKind.Relative)).WithTimeout();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await app.StopAsync().WithTimeout(AppHostProcess.Patience);
    }

    [Fact]
    public async Task Recordings_AreLookedForWhereTheyAreWritten()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.AppHost>(
                ["--Servers=process", $"--State:Folder={state.Path}", "--Recording:Enabled=true"]).WithTimeout();

        var (writer, reader) = (await builder.SettingsOfAsync("audioinference"),
            await builder.SettingsOfAsync("trainingorchestrator"));

        Assert.Equal("true", writer["Recording__Enabled"]);
        Assert.NotEmpty((string)writer["Storage__Directory"]);
        Assert.Equal(writer["Storage__Directory"], reader["Storage__Directory"]);
        Assert.DoesNotContain(reader.Keys, key => key.StartsWith("Recordings__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MeshKey_IsKeptAndHandedToEveryService()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder
            .CreateAsync<Projects.AppHost>(["--Servers=process", $"--State:Folder={state.Path}"]).WithTimeout();
        List<string?> keys = [];

        foreach (var service in builder.Resources.OfType<ProjectResource>()
            .Where(service => !service.Name.EndsWith("device", StringComparison.Ordinal)))
        {
            var settings = await builder.SettingsOfAsync(service.Name);
            var key = Assert.IsType<ParameterResource>(settings["Access__MeshKey"]);
            keys.Add(await key.GetValueAsync(CancellationToken.None).AsTask().WithTimeout());
        }

        // With two of featureextraction.
        Assert.Equal(7, keys.Count);
        var same = Assert.Single(keys.Distinct())!;
        Assert.Equal(32, Convert.FromBase64String(same).Length);
        var secrets = JsonDocument.Parse(File.ReadAllText(state["secrets.json"])).RootElement;
        Assert.Equal(same, secrets.GetProperty("mesh-key").GetString());
    }

    [Fact]
    public async Task Access_OfTheAppHost_IsThatOfItsServices()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Servers=process", $"--State:Folder={state.Path}", "--Access:Audience=home"]).WithTimeout();

        Assert.Equal("home", (await builder.SettingsOfAsync("tts"))["Access__Audience"]);
    }

    [Fact]
    public async Task Identity_Enabled_MakesTheGatewayTheIssuerOfAll()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Servers=process", $"--State:Folder={state.Path}", "--Identity:Enabled=true"]).WithTimeout();

        var gateway = await builder.SettingsOfAsync("gateway");
        var service = await builder.SettingsOfAsync("audioinference");

        Assert.Equal(("true", "Jwt", "Jwt"),
            (gateway["Identity__Enabled"], gateway["Access__Mode"], service["Access__Mode"]));
        Assert.Contains("ConnectionStrings__gateway", gateway.Keys);
        Assert.Equal("gateway", Assert.IsType<EndpointReference>(service["Access__Authority"]).Resource.Name);
        Assert.DoesNotContain(builder.Resources, resource => resource.Name == "demo-device");
    }

    [Fact]
    public async Task CommandLines_OfEverything_HoldNoSecret()
    {
        using var state = new TemporaryFolder();
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Servers=process", $"--State:Folder={state.Path}"]).WithTimeout();
        List<string> secrets = [".connectionString}"];
        foreach (var secret in builder.Resources.OfType<ParameterResource>().Where(parameter => parameter.Secret))
        {
            secrets.Add($"{{{secret.Name}.");
            secrets.Add((await secret.GetValueAsync(CancellationToken.None).AsTask().WithTimeout())!);
        }

        var arguments = new List<string>();
        foreach (var resource in builder.Resources)
            arguments.AddRange(await ArgumentsOfAsync(builder, resource));

        Assert.Contains("demo", arguments);
        Assert.Contains("{mesh-key.", secrets);
        Assert.All(secrets, secret => Assert.DoesNotContain(arguments, argument =>
            argument.Contains(secret, StringComparison.Ordinal)));
    }

    // What is known at the start alone as a manifest names it.
    private static async Task<IEnumerable<string>> ArgumentsOfAsync(
        IDistributedApplicationTestingBuilder builder, IResource resource)
    {
        List<object> arguments = [];
        var context = new CommandLineArgsCallbackContext(arguments, resource)
        {
            ExecutionContext = builder.ExecutionContext,
        };
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await callback.Callback(context).WithTimeout();
        return arguments.Select(argument => argument is IManifestExpressionProvider later
            ? later.ValueExpression
            : argument.ToString() ?? "");
    }
}
