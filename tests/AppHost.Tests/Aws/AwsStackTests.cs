using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kws.AppHost.Tests.Aws;

/// <summary>What the services of this machine take of a deployment on AWS.</summary>
[Trait("Duration", "Long")]
public sealed class AwsStackTests : IClassFixture<AwsProfile>, IDisposable
{
    private const string Resource = "aws";
    private const string Failed = "Failed to Provision";
    private readonly TemporaryFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Stack_Named_GivesBucketVoicesAndTrainingToTheServicesThatUseThem()
    {
        await using var mesh = await StartAsync(StrictCloudFormation.Stack, KnownResourceStates.Running);

        foreach (var service in (string[])["audioinference", "visioninference", "trainingorchestrator", "gateway"])
        {
            var settings = await mesh.SettingsOfAsync(service);
            Assert.Equal((StrictCloudFormation.Bucket, StrictCloudFormation.Region),
                (settings["Storage__S3__Bucket"], settings["Storage__S3__Region"]));
            Assert.Equal((AwsProfile.Name, StrictCloudFormation.Region),
                (settings["AWS_PROFILE"], settings["AWS_REGION"]));
            Assert.DoesNotContain("Storage__Directory", settings.Keys);
        }
        var speech = await mesh.SettingsOfAsync("tts");
        Assert.Equal(("polly", StrictCloudFormation.Region, AwsProfile.Name),
            (speech["Tts__Engine"], speech["Tts__Polly__Region"], speech["AWS_PROFILE"]));
        var training = await mesh.SettingsOfAsync("trainingorchestrator");
        Assert.Equal(
            (StrictCloudFormation.TrainingRole, StrictCloudFormation.TrainerImage, StrictCloudFormation.Region),
            (training["SageMaker__Role"], training["SageMaker__TrainerImage"], training["SageMaker__Region"]));
        Assert.DoesNotContain(await mesh.SettingsOfAsync("featureextraction"), IsOfAws);
    }

    [Fact]
    public async Task Stack_OfAnotherName_IsToldWithItsRegion()
    {
        await using var mesh = await StartAsync("kws-typo", Failed);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => mesh.SettingsOfAsync("trainingorchestrator"));

        Assert.Contains("the stack 'kws-typo' (Aws:Stack) in the region 'eu-central-1' (Aws:Region)", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("Stack with id kws-typo does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stack_NotNamed_LeavesNothingOfAws()
    {
        var builder = await BuilderAsync();

        foreach (var service in builder.Resources.OfType<ProjectResource>())
            Assert.DoesNotContain(await builder.SettingsOfAsync(service), IsOfAws);
        Assert.DoesNotContain(builder.Resources, resource => resource.Name == Resource);
    }

    private static bool IsOfAws(KeyValuePair<string, object> setting) =>
        setting.Key.StartsWith("AWS", StringComparison.OrdinalIgnoreCase)
        || setting.Key is "Tts__Engine" or "Storage__S3__Bucket" or "SageMaker__Role";

    private Task<IDistributedApplicationTestingBuilder> BuilderAsync(params string[] settings) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Servers=process", $"--State:Folder={_state.Path}", .. settings]).WithTimeout();

    // The stack alone runs: the services' settings are asked for, as their start would.
    private async Task<Mesh> StartAsync(string stack, string state)
    {
        var builder = await BuilderAsync($"--Aws:Stack={stack}", $"--Aws:Region={StrictCloudFormation.Region}",
            $"--Aws:Profile={AwsProfile.Name}");
        List<IResource> all = [.. builder.Resources];
        foreach (var other in all.Where(resource => resource.Name != Resource))
            builder.Resources.Remove(other);
        var application = await builder.BuildAsync().WithTimeout();
        await application.StartAsync().WithTimeout(AppHostProcess.Patience);
        Assert.Equal(state, await application.ResourceNotifications
            .WaitForResourceAsync(Resource, [KnownResourceStates.Running, Failed]).WithTimeout());
        return new Mesh(builder, application, all);
    }

    private sealed record Mesh(
        IDistributedApplicationTestingBuilder Builder, DistributedApplication Application, List<IResource> All)
        : IAsyncDisposable
    {
        public Task<Dictionary<string, object>> SettingsOfAsync(string service) =>
            Builder.SettingsOfAsync(All.Single(resource => resource.Name == service));

        public ValueTask DisposeAsync() => Application.DisposeAsync();
    }
}
