using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Tests;

public sealed class ApplicationModelTests
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();

    [Theory]
    [InlineData("1st")]
    [InlineData("a--b")]
    [InlineData("end-")]
    [InlineData("under_score")]
    public void Name_OutsideTheRules_IsRefused(string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentException>(() => _builder.AddParameter(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void Name_Twice_IsRefusedWithoutRegardToCase()
    {
        _builder.AddParameter("same");
        Assert.Contains("Same", Assert.Throws<DistributedApplicationException>(() => _builder.AddParameter("Same")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoint_NameTwice_IsRefused()
    {
        IResourceBuilder<ContainerResource> cache = _builder.AddContainer("cache", "redis").WithHttpEndpoint();
        Assert.Contains("'http'", Assert.Throws<DistributedApplicationException>(() => cache.WithHttpEndpoint()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocation_WishedPortTaken_NamesResourceAndPort()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        int port = ((IPEndPoint)holder.LocalEndpoint).Port;
        IResourceBuilder<ExecutableResource> web = _builder.AddExecutable("web", "sh", "/").WithHttpEndpoint(port: port);
        string message = Assert.Throws<DistributedApplicationException>(() => EndpointAllocator.Allocate([web.Resource], randomizePorts: false)).Message;
        Assert.Contains("'web'", message, StringComparison.Ordinal);
        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), message, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocation_ReplicasWithAFixedTargetPort_IsRefused()
    {
        IResourceBuilder<ProjectResource> web = _builder.AddProject("web", "web.csproj", launchProfileName: null).WithHttpEndpoint(targetPort: 8080).WithReplicas(2);
        Assert.Contains("'web'", Assert.Throws<DistributedApplicationException>(() => EndpointAllocator.Allocate([web.Resource], randomizePorts: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReferenceExpression_WithBraces_KeepsThemAndFillsTheHoles()
    {
        IResourceBuilder<ParameterResource> name = _builder.AddParameter("name", "kws");
        ReferenceExpression expression = ReferenceExpression.Create($"{{\"name\":\"{name}\"}}");
        Assert.Equal("{\"name\":\"kws\"}", await expression.GetValueAsync().WithTimeout());
        Assert.Equal("{\"name\":\"{name.value}\"}", expression.ValueExpression);
    }

    [Fact]
    public void Secrecy_TextMadeOfASecretParameter_IsSecret()
    {
        IResourceBuilder<ParameterResource> secret = _builder.AddParameter("secret", secret: true);
        IResourceBuilder<ParameterResource> plain = _builder.AddParameter("plain");
        Assert.True(Secrecy.IsSecret(ReferenceExpression.Create($"token={secret}")));
        Assert.False(Secrecy.IsSecret(ReferenceExpression.Create($"name={plain}")));
        Assert.True(Secrecy.IsSecret(_builder.AddRabbitMQ("bus").Resource));
    }

    [Fact]
    public void WaitFor_Itself_IsRefused()
    {
        IResourceBuilder<ExecutableResource> one = _builder.AddExecutable("one", "sh", "/");
        Assert.Throws<DistributedApplicationException>(() => one.WaitFor(one));
    }

    [Fact]
    public void GeneratedPassword_AskedAgain_StaysTheSame()
    {
        using LocalState state = LocalState.For(_builder);
        string first = state.GetOrAddSecret("password", () => "first");
        Assert.Equal(first, state.GetOrAddSecret("password", () => "second"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(state.Folder, "secrets.json")));
    }

    [Fact]
    public async Task State_ApplicationDisposed_GoesWithItsFolder()
    {
        IResourceBuilder<RabbitMQServerResource> bus = _builder.AddRabbitMQ("bus");
        string folder = LocalState.For(_builder).Folder;
        await using (DistributedApplication app = await _builder.BuildAsync().WithTimeout())
        {
            await bus.Resource.PasswordParameter.GetValueAsync().WithTimeout();
            Assert.Equal(folder, app.Services.GetRequiredService<LocalState>().Folder);
            Assert.True(File.Exists(Path.Combine(folder, "secrets.json")));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void SplitArguments_QuotesAndSpaces_KeepWhatIsQuoted() =>
        Assert.Equal(["--name", "two words", "", "end"], LaunchProfiles.SplitArguments("--name \"two words\"  \"\" end"));
}
