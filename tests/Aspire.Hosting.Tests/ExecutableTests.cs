using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests;

/// <summary>Small programs as resources.</summary>
public sealed class ExecutableTests : IAsyncLifetime
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _builder.DisposeAsync().WithTimeout(TimeSpan.FromSeconds(60));

    [Fact]
    public async Task Stop_DescendantInASessionOfItsOwn_EndsItToo()
    {
        // As daemons do: a grandchild that leaves the session and loses its parent.
        _builder.AddExecutable("daemon", "sh", "/", "-c", "setsid sh -c 'echo pid $$; exec sleep 1000' & wait; sleep 1000");
        DistributedApplication app = await StartAsync();
        int processId = int.Parse((await app.LineAsync("daemon", "pid ")).Content[4..], CultureInfo.InvariantCulture);
        Assert.True(Posix.Signal(processId, 0));
        await app.ResourceCommands.ExecuteCommandAsync("daemon", KnownResourceCommands.StopCommand).WithTimeout();
        Assert.DoesNotContain("sleep", await CommandLineAsync(processId), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_SignalIgnored_KillsAfterTheGrace()
    {
        var log = new ConsoleLog(TimeProvider.System);
        using var lifeline = new Lifeline(temporaryFolder: null, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var spec = new LaunchSpec("sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"], "/");
        using ChildProcess child = ChildProcess.Start(spec, "stubborn", lifeline, log);
        while (log.Lines().Count == 0)
            await Task.Delay(20).WithTimeout();
        Assert.False(await child.StopAsync(TimeSpan.FromMilliseconds(200)).WithTimeout());
        Assert.Empty(lifeline.Marked("stubborn"));
    }

    [Fact]
    public async Task Executable_EndsWithoutFailure_IsFinishedAndReleasesThoseWhoWaitForCompletion()
    {
        IResourceBuilder<ExecutableResource> first = _builder.AddExecutable("first", "sh", "/", "-c", "echo one");
        _builder.AddExecutable("second", "sh", "/", "-c", "echo two; sleep 1000").WaitForCompletion(first);
        DistributedApplication app = await StartAsync();
        await app.LineAsync("second", "two");
        Assert.True(app.ResourceNotifications.TryGetCurrentState("first", out ResourceEvent? ended));
        Assert.Equal(KnownResourceStates.Finished, ended!.Snapshot.State?.Text);
        Assert.Equal(0, ended.Snapshot.ExitCode);
    }

    [Fact]
    public async Task Executable_ProgramAbsent_FailsToStartAndSoDoDependents()
    {
        IResourceBuilder<ExecutableResource> absent = _builder.AddExecutable("absent", "no-such-program", "/");
        _builder.AddExecutable("dependent", "sh", "/").WaitFor(absent);
        DistributedApplication app = await StartAsync();
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => app.ResourceNotifications.WaitForResourceHealthyAsync("dependent").WithTimeout());
        Assert.Contains("dependent", error.Message, StringComparison.Ordinal);
        Assert.Contains("'no-such-program' was not found", (await app.LineAsync("absent", "executable")).Content, StringComparison.Ordinal);
        Assert.Contains("'absent' failed to start", (await app.LineAsync("dependent", "Dependency")).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameter_WithoutValue_FailsTheResourceThatNeedsIt()
    {
        IResourceBuilder<ParameterResource> secret = _builder.AddParameter("api-key", secret: true);
        _builder.AddExecutable("caller", "sh", "/").WithEnvironment("KEY", secret);
        DistributedApplication app = await StartAsync();
        string line = (await app.LineAsync("caller", "api-key")).Content;
        Assert.Contains("Parameters__api-key", line, StringComparison.Ordinal);
        Assert.Contains("'caller'", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionString_Configured_TakesTheServersPlace()
    {
        await using IDistributedApplicationTestingBuilder builder = DistributedApplicationTestingBuilder.Create("--ConnectionStrings:bus=amqp://elsewhere:5672");
        IResourceBuilder<RabbitMQServerResource> bus = builder.AddRabbitMQ("bus");
        builder.AddExecutable("client", "sh", "/", "-c", "echo to $ConnectionStrings__bus; sleep 1000").WithReference(bus);
        await using DistributedApplication app = await builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout();
        Assert.Equal("to amqp://elsewhere:5672", (await app.LineAsync("client", "to ")).Content);
    }

    private async Task<DistributedApplication> StartAsync()
    {
        DistributedApplication app = await _builder.BuildAsync().WithTimeout();
        await app.StartAsync().WithTimeout();
        return app;
    }

    private static async Task<string> CommandLineAsync(int processId)
    {
        string path = $"/proc/{processId}/cmdline";
        return File.Exists(path) ? await File.ReadAllTextAsync(path).WithTimeout() : "";
    }
}
