using Grpc.Core;
using Grpc.Net.Client;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Access.Tokens;
using Kws.ServiceDefaults.Tests.Generated;
using Kws.TestSupport.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>A server that maps every service of the mesh, without anything behind: calls that get through are
/// UNIMPLEMENTED. Beside it their issuer.</summary>
public sealed class GuardedMesh : IAsyncLifetime
{
    /// <summary>32 bytes, the same everywhere in these tests.</summary>
    public const string MeshKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private KestrelHost? _host;
    private GrpcChannel? _channel;

    public TestIssuer Issuer { get; private set; } = null!;

    internal IServiceProvider Services => _host!.Services;

    internal RecordingLoggerProvider Logs => _host!.Logs;

    internal string Address => _host!.Address;

    internal CallInvoker Calls => _channel!.CreateCallInvoker();

    internal Probe.ProbeClient Probe => new(_channel);

    internal ProbeState State { get; } = new();

    public async Task InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        _host = await KestrelHost.StartAsync(Configure, Map);
        _channel = GrpcChannel.ForAddress(Address);
    }

    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        await _host!.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    internal static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    /// <summary>A token that the services sign among each other.</summary>
    internal string MeshToken => Services.GetRequiredService<MeshTokens>().OfService();

    private void Configure(WebApplicationBuilder builder)
    {
        foreach ((var key, var value) in Issuer.Settings)
            builder.Configuration[key] = value;
        builder.Configuration["Access:MeshKey"] = MeshKey;
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(State);
    }

    private static void Map(WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapGrpcService<ContractMethods.BareSpotter>();
        app.MapGrpcService<ContractMethods.BareReader>();
        app.MapGrpcService<ContractMethods.BareSpeech>();
        app.MapGrpcService<ContractMethods.BareFeatures>();
        app.MapGrpcService<ContractMethods.BareTraining>();
        app.MapGrpcService<ProbeService>();
        app.MapGet("/who", (HttpContext context) => $"{context.User.CallerName} {context.User.DeviceId}")
            .RequireScope(Scopes.Operate, Scopes.Listen);
        app.MapGroup("/both").RequireScope(Scopes.Listen).MapGet("", () => "in").RequireScope(Scopes.Operate);
    }
}
