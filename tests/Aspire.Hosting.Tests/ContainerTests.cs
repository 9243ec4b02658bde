using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Tests;

/// <summary>What is asked of a container engine: a script in its place tells its arguments.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly string _engine = Path.Combine(Path.GetTempPath(), $"engine-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_engine);

    [SkippableFact]
    public async Task Container_EngineAnswers_RunsTheImageWithItsPortsVolumesAndVariables()
    {
        Skip.If(OperatingSystem.IsWindows(), "the engine's stand-in is a shell script");
        WriteEngine("[ \"$1\" = container ] && exit 0\necho \"$@\"; echo \"key: $KEY\"; exec sleep 1000\n");
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create($"--ASPIRE_CONTAINER_RUNTIME={_engine}");
        builder.AddContainer("cache", "redis", "7.4")
            .WithEndpoint(targetPort: 6379, name: "tcp")
            .WithVolume("cache-data", "/data")
            .WithEnvironment("KEY", "not on the command line")
            .WithArgs("--save", "60");
        await using DistributedApplication app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout();
        string id = (await app.ResourceNotifications.WaitForResourceAsync("cache", change => change.Snapshot.State?.Text == KnownResourceStates.Running).WithTimeout()).ResourceId;
        Assert.Equal(
            $"run --rm --name {id} -p 127.0.0.1:{app.GetEndpoint("cache").Port}:6379 -e KEY -v cache-data:/data redis:7.4 --save 60",
            (await app.LineAsync("cache", "run ")).Content);
        Assert.Equal("key: not on the command line", (await app.LineAsync("cache", "key: ")).Content);
    }

    [SkippableFact]
    public async Task Server_EngineAnswers_TakesTheContainerBeforeTheInstalledServer()
    {
        Skip.If(OperatingSystem.IsWindows(), "the engine's stand-in is a shell script");
        WriteEngine("[ \"$1\" = container ] && exit 0\necho \"$@\"; exec sleep 1000\n");
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create($"--ASPIRE_CONTAINER_RUNTIME={_engine}");
        builder.AddPostgres("store");
        await using DistributedApplication app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout();
        Assert.Contains("library/postgres:", (await app.LineAsync("store", "run ")).Content, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Engine_DoesNotAnswer_CountsAsAbsent()
    {
        Skip.If(OperatingSystem.IsWindows(), "the engine's stand-in is a shell script");
        WriteEngine("echo 'Cannot connect to the daemon' >&2; exit 1\n");
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create($"--ASPIRE_CONTAINER_RUNTIME={_engine}");
        builder.AddContainer("cache", "redis");
        await using DistributedApplication app = await builder.BuildAsync().WithTimeout();
        Assert.Null(await app.Services.GetRequiredService<ContainerEngine>().ProgramAsync().WithTimeout());
        await app.StartAsync().WithTimeout();
        Assert.Contains("Start Docker or Podman", (await app.LineAsync("cache", "container engine")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_NoneOfItsKinds_SaysWhatToInstallOrSet()
    {
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create("--ASPIRE_CONTAINER_RUNTIME=none");
        IResourceBuilder<PostgresServerResource> server = builder.AddPostgres("store");
        server.WithAnnotation(new LocalServerAnnotation(new AbsentServer()));
        await using DistributedApplication app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout();
        Assert.Equal(
            "PostgreSQL: no connection string 'store', no container engine answers, no `postgres` found; " +
            "install the package postgresql, start Docker or Podman, or set ConnectionStrings__store to a running server.",
            (await app.LineAsync("store", "PostgreSQL:")).Content);
    }

    private void WriteEngine(string script)
    {
        File.WriteAllText(_engine, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_engine, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private sealed class AbsentServer : ILocalServer
    {
        public string DisplayName => "PostgreSQL";

        public string Program => "postgres";

        public string InstallAdvice => "install the package postgresql";

        public bool IsInstalled => false;

        public Task<LaunchSpec> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }
}
