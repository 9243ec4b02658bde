using System.Net.Http.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests;

public sealed class SampleMeshTests(SampleMeshFixture mesh) : IClassFixture<SampleMeshFixture>
{
    [Fact]
    public async Task Reference_TwoReplicas_InjectsAnAddressForEach()
    {
        string[] addresses = [await mesh.VariableAsync("services__back__http__0"), await mesh.VariableAsync("services__back__http__1")];
        Assert.Equal("", await mesh.VariableAsync("services__back__http__2"));
        using var client = new HttpClient();
        string[] processes = [.. await Task.WhenAll(addresses.Select(address => client.GetStringAsync(new Uri(address + "/process")))).WithTimeout()];
        Assert.NotEqual(processes[0], processes[1]);
    }

    [Fact]
    public async Task Endpoint_TwoReplicas_BalancesConnections()
    {
        var processes = new HashSet<string>();
        for (int i = 0; i < 4; i++)
        {
            using HttpClient client = mesh.App.CreateHttpClient("back");
            processes.Add(await client.GetStringAsync(new Uri("process", UriKind.Relative)).WithTimeout());
        }

        Assert.Equal(2, processes.Count);
    }

    [Fact]
    public async Task Endpoint_OneReplicaEnds_AnswersFromTheOtherUntilItIsBack()
    {
        string address = await mesh.VariableAsync("services__back__http__0");
        using var client = new HttpClient();
        string gone = await client.GetStringAsync(new Uri(address + "/process")).WithTimeout();
        Task<ResourceEvent> ended = mesh.App.ResourceNotifications.WaitForResourceAsync("back", change => change.Snapshot.ExitCode == 7);
        using (HttpResponseMessage? _ = await IgnoreBrokenAsync(client.PostAsync(new Uri(address + "/exit/7"), null)).WithTimeout())
        {
            string id = (await ended.WithTimeout()).ResourceId;
            for (int i = 0; i < 3; i++)
            {
                using HttpClient balanced = mesh.App.CreateHttpClient("back");
                Assert.NotEqual(gone, await balanced.GetStringAsync(new Uri("process", UriKind.Relative)).WithTimeout());
            }

            await mesh.App.ResourceNotifications.WaitForResourceAsync(
                "back", change => change.ResourceId == id && ResourceNotificationService.IsHealthy(change.Snapshot)).WithTimeout();
        }

        Assert.NotEqual(gone, await client.GetStringAsync(new Uri(address + "/process")).WithTimeout());
    }

    [Fact]
    public async Task Environment_ParameterAndOwnPorts_ReachTheProcess()
    {
        Assert.Equal("hello", await mesh.VariableAsync("GREETING"));
        Assert.Equal(mesh.App.GetEndpoint("front").GetLeftPart(UriPartial.Authority), await mesh.VariableAsync("ASPNETCORE_URLS"));
        Assert.Equal(mesh.App.GetEndpoint("front", "extra").Port.ToString(), await mesh.VariableAsync("EXTRA_PORT"));
        Assert.Equal(mesh.App.GetEndpoint("back").GetLeftPart(UriPartial.Authority), await mesh.VariableAsync("BACK_HTTP"));
        Assert.Equal(["--said", "so"], (await mesh.Front.GetFromJsonAsync<string[]>(new Uri("arguments", UriKind.Relative)).WithTimeout())!);
    }

    [Fact]
    public void WaitFor_DependencyNotHealthy_HoldsTheStartBack()
    {
        lock (mesh.History)
        {
            int healthy = mesh.History.FindIndex(entry => entry is { Resource: "back", IsHealthy: true });
            int started = mesh.History.FindIndex(entry => entry is { Resource: "front", State: "Starting" });
            Assert.InRange(healthy, 0, started - 1);
        }
    }

    [Fact]
    public async Task Process_EndsByItself_StartsAgainOnTheSamePort()
    {
        string before = await mesh.Front.GetStringAsync(new Uri("process", UriKind.Relative)).WithTimeout();
        using (HttpResponseMessage? _ = await IgnoreBrokenAsync(mesh.Front.PostAsync(new Uri("exit/3", UriKind.Relative), null)).WithTimeout())
            await mesh.App.ResourceNotifications.WaitForResourceAsync("front", KnownResourceStates.RuntimeUnhealthy).WithTimeout();
        await mesh.App.ResourceNotifications.WaitForResourceHealthyAsync("front").WithTimeout();
        using HttpClient client = mesh.App.CreateHttpClient("front");
        Assert.NotEqual(before, await client.GetStringAsync(new Uri("process", UriKind.Relative)).WithTimeout());
        Assert.True(mesh.App.ResourceNotifications.TryGetCurrentState("front", out ResourceEvent? front));
        Assert.Equal(3, front!.Snapshot.ExitCode);
    }

    [Fact]
    public async Task HealthCheck_AnswerTurnsBad_TurnsUnhealthyAndBack()
    {
        using HttpResponseMessage bad = await mesh.Front.PostAsync(new Uri("health/false", UriKind.Relative), null).WithTimeout();
        ResourceEvent sick = await mesh.App.ResourceNotifications.WaitForResourceAsync(
            "front", change => change.Snapshot.State?.Text == KnownResourceStates.Running && !ResourceNotificationService.IsHealthy(change.Snapshot)).WithTimeout();
        Assert.Contains("503", Assert.Single(sick.Snapshot.HealthReports).Description, StringComparison.Ordinal);
        using HttpResponseMessage good = await mesh.Front.PostAsync(new Uri("health/true", UriKind.Relative), null).WithTimeout();
        await mesh.App.ResourceNotifications.WaitForResourceHealthyAsync("front").WithTimeout();
    }

    [Fact]
    public async Task Command_StopThenStart_EndsAndStartsTheProcess()
    {
        Assert.True((await mesh.App.ResourceCommands.ExecuteCommandAsync("clock", KnownResourceCommands.StopCommand).WithTimeout()).Success);
        Assert.True(mesh.App.ResourceNotifications.TryGetCurrentState("clock", out ResourceEvent? ended));
        Assert.Equal(KnownResourceStates.Exited, ended!.Snapshot.State?.Text);
        int processId = (int)ended.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value!;
        Assert.False(Posix.Signal(processId, 0));

        Assert.True((await mesh.App.ResourceCommands.ExecuteCommandAsync("clock", KnownResourceCommands.StartCommand).WithTimeout()).Success);
        await mesh.App.ResourceNotifications.WaitForResourceAsync("clock").WithTimeout();
    }

    [Fact]
    public async Task Command_UnknownResource_FailsWithItsName()
    {
        ExecuteCommandResult result = await mesh.App.ResourceCommands.ExecuteCommandAsync("nobody", KnownResourceCommands.StopCommand).WithTimeout();
        Assert.False(result.Success);
        Assert.Contains("nobody", result.ErrorMessage, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage?> IgnoreBrokenAsync(Task<HttpResponseMessage> request)
    {
        try
        {
            return await request;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
