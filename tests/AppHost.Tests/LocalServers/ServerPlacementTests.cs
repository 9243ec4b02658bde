using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Kws.AppHost.LocalServers;

namespace Kws.AppHost.Tests.LocalServers;

/// <summary>Where the broker and the database run; what services are told stays the same.</summary>
public sealed class ServerPlacementTests : IDisposable
{
    private readonly TemporaryFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task External_ServersConfigured_AreUsedByTheirConnectionStrings()
    {
        var builder =
            Builder("--ConnectionStrings:bus=amqp://a:b@elsewhere:5672", "--ConnectionStrings:postgres=Host=elsewhere");
        IResourceBuilder<IResourceWithConnectionString> bus = builder.AddBroker("bus"),
            training = builder.AddDatabase("postgres", "training");
        Assert.Equal("amqp://a:b@elsewhere:5672", await bus.Resource.GetConnectionStringAsync().WithTimeout());
        Assert.Equal("Host=elsewhere;Database=training",
            await training.Resource.GetConnectionStringAsync().WithTimeout());
        Assert.DoesNotContain(builder.Resources, resource => resource is ExecutableResource or ContainerResource);
    }

    [Fact]
    public async Task External_DatabaseConfiguredItself_IsUsedAsItIs()
    {
        var builder = Builder("--ConnectionStrings:training=Host=elsewhere;Database=other");
        Assert.Equal("Host=elsewhere;Database=other",
            await builder.AddDatabase("postgres", "training").Resource.GetConnectionStringAsync().WithTimeout());
    }

    [Fact]
    public async Task Container_Asked_KeepsItsDataInAVolumeWithItsPassword()
    {
        var builder = Builder("--Servers=container");
        var bus = (RabbitMQServerResource)builder.AddBroker("bus").Resource;
        var training = (PostgresDatabaseResource)builder.AddDatabase("postgres", "training").Resource;
        foreach (var server in (IResource[])[bus, training.Parent])
        {
            var mount = server.Annotations.OfType<ContainerMountAnnotation>().Single();
            Assert.Equal(ContainerMountType.Volume, mount.Type);
            Assert.StartsWith("kws-aspire-", mount.Source, StringComparison.Ordinal);
            Assert.Equal(ContainerLifetime.Persistent,
                server.Annotations.OfType<ContainerLifetimeAnnotation>().Single().Lifetime);
        }

        var password = await bus.PasswordParameter.GetValueAsync(CancellationToken.None).WithTimeout();
        Assert.Contains(password!, await File.ReadAllTextAsync(Path.Combine(_state.Path, "secrets.json")).WithTimeout(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_NoEngineAnswers_RunsTheInstalledPrograms() =>
        Assert.IsAssignableFrom<ExecutableResource>(Builder("--ASPIRE_CONTAINER_RUNTIME=no-such-engine")
            .AddBroker("bus").Resource);

    [SkippableFact]
    public async Task Auto_AnEngineAnswers_RunsContainers()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("the engine's stand-in is a shell script");
        var engine = Path.Combine(_state.Path, "engine");
        await File.WriteAllTextAsync(engine, "#!/bin/sh\n[ \"$1\" = info ]\n").WithTimeout();
        File.SetUnixFileMode(engine, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var builder = Builder($"--ASPIRE_CONTAINER_RUNTIME={engine}");
        Assert.IsType<RabbitMQServerResource>(builder.AddBroker("bus").Resource);
    }

    private IDistributedApplicationBuilder Builder(params string[] arguments) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = typeof(Projects.AppHost).Assembly.GetName().Name,
            Args = [$"--State:Folder={_state.Path}", .. arguments],
            DisableDashboard = true,
        });
}
