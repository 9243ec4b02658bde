using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.ResourceService;
using Aspire.Hosting.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Dashboard.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Tests;

/// <summary>What the dashboard sees, over a real connection.</summary>
public sealed class ResourceServiceTests : IAsyncLifetime
{
    private const string ApiKey = "the key";

    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create("--Parameters:key=do not show");
    private ResourceServiceHost _service = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        IResourceBuilder<ParameterResource> key = _builder.AddParameter("key", secret: true);
        _builder.AddExecutable("talker", "sh", "/", "-c", "echo out; echo err >&2; exec sleep 1000").WithEnvironment("KEY", key).WithEnvironment("PLAIN", "seen");
        DistributedApplication app = await _builder.BuildAsync().WithTimeout();
        _service = new ResourceServiceHost(
            app.ResourceNotifications, app.Services.GetRequiredService<ResourceLoggerService>(), app.Services.GetRequiredService<Orchestrator>, "the mesh", ApiKey);
        int port = FreePorts.Next();
        await _service.StartAsync(port, CancellationToken.None).WithTimeout();
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        await app.StartAsync().WithTimeout();
        await app.ResourceNotifications.WaitForResourceAsync("talker").WithTimeout();
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _service.DisposeAsync().WithTimeout();
        await _builder.DisposeAsync().WithTimeout();
    }

    [Fact]
    public async Task WatchResources_RunningExecutable_TellsItsStateAndMasksSecrets()
    {
        Kws.Dashboard.V1.Resource talker = await TalkerAsync();
        Assert.Equal(State.Running, talker.State);
        Assert.Equal(Health.Healthy, talker.Health);
        Assert.Equal("Executable", talker.Kind);
        Assert.True(talker.ProcessId > 0);
        Assert.True(talker.Environment.Single(variable => variable.Name == "KEY").IsSecret);
        Assert.False(talker.Environment.Single(variable => variable.Name == "PLAIN").IsSecret);
        Assert.Equal(["stop", "restart"], talker.Commands.Select(command => command.Name));
    }

    [Fact]
    public async Task WatchConsoleLogs_TwoLines_ComeWithTheirStream()
    {
        Kws.Dashboard.V1.Resource talker = await TalkerAsync();
        var lines = new Dictionary<string, bool>();
        using AsyncServerStreamingCall<ConsoleLines> call = Watch<WatchConsoleLogsRequest, ConsoleLines>("WatchConsoleLogs", new WatchConsoleLogsRequest { ResourceName = talker.Name });
        while (lines.Count < 2 && await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
            foreach (Kws.Dashboard.V1.ConsoleLine line in call.ResponseStream.Current.Lines)
                lines.Add(line.Text, line.IsError);
        Assert.False(lines["out"]);
        Assert.True(lines["err"]);
    }

    [Fact]
    public async Task ExecuteCommand_Stop_EndsTheResource()
    {
        Kws.Dashboard.V1.Resource talker = await TalkerAsync();
        ExecuteCommandResponse response = await ExecuteAsync(talker.Name, "stop").WithTimeout();
        Assert.True(response.Succeeded, response.Message);
        Assert.Equal(State.Exited, (await TalkerAsync()).State);
    }

    [Theory]
    [InlineData("nobody", "stop", StatusCode.NotFound)]
    [InlineData("talker", "dance", StatusCode.NotFound)]
    [InlineData("talker", "start", StatusCode.FailedPrecondition)]
    public async Task ExecuteCommand_NotPossible_AnswersWithTheStatus(string resource, string command, StatusCode expected)
    {
        string name = resource == "talker" ? (await TalkerAsync()).Name : resource;
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => ExecuteAsync(name, command).WithTimeout());
        Assert.Equal(expected, error.StatusCode);
    }

    [Fact]
    public async Task AnyCall_WrongKey_IsUnauthenticated()
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => ExecuteAsync("talker", "stop", key: "guessed").WithTimeout());
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }

    private async Task<Kws.Dashboard.V1.Resource> TalkerAsync()
    {
        using AsyncServerStreamingCall<ResourcesUpdate> call = Watch<WatchResourcesRequest, ResourcesUpdate>("WatchResources", new WatchResourcesRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        ResourcesUpdate first = call.ResponseStream.Current;
        Assert.Equal("the mesh", first.ApplicationName);
        return first.Snapshot.Resources.Single(resource => resource.DisplayName == "talker");
    }

    private AsyncServerStreamingCall<TResponse> Watch<TRequest, TResponse>(string method, TRequest request)
        where TRequest : class, IMessage<TRequest>, new() where TResponse : class, IMessage<TResponse>, new() =>
        _channel.CreateCallInvoker().AsyncServerStreamingCall(Method<TRequest, TResponse>(method, MethodType.ServerStreaming), null, WithKey(ApiKey), request);

    private Task<ExecuteCommandResponse> ExecuteAsync(string resource, string command, string key = ApiKey) =>
        _channel.CreateCallInvoker().AsyncUnaryCall(
            Method<ExecuteCommandRequest, ExecuteCommandResponse>("ExecuteCommand", MethodType.Unary), null, WithKey(key),
            new ExecuteCommandRequest { ResourceName = resource, CommandName = command }).ResponseAsync;

    private static CallOptions WithKey(string key) => new(new Metadata { { "x-resource-service-api-key", key } });

    // The server's generated messages, without a client's generated code.
    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(string name, MethodType type)
        where TRequest : class, IMessage<TRequest>, new() where TResponse : class, IMessage<TResponse>, new() =>
        new(type, "kws.dashboard.v1.Resources", name, Marshaller<TRequest>(), Marshaller<TResponse>());

    private static Marshaller<T> Marshaller<T>() where T : class, IMessage<T>, new() =>
        Marshallers.Create(message => message.ToByteArray(), bytes => new MessageParser<T>(() => new T()).ParseFrom(bytes));
}
