using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Kws.Gateway.Tests.Hosts;
using Kws.ServiceDefaults;
using Kws.TestSupport.Identity;
using Kws.Training.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Proxying;

/// <summary>Calls that decide what the mesh serves, straight through the gateway, and what its audit says of
/// them.</summary>
public sealed class PassageAuditTests : IAsyncLifetime
{
    private const int AuditedEvent = 7210;
    private const string MeshKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private readonly Trainer _trainer = new();
    private TestIssuer _issuer = null!;
    private KestrelHost _service = null!;
    private GatewayHost _gateway = null!;

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        (string Key, string Value)[] settings = [.. _issuer.Settings, ("Access:MeshKey", MeshKey)];
        _service = await KestrelHost.StartAsync(
            builder =>
            {
                foreach (var (key, value) in settings)
                    builder.Configuration[key] = value;
                builder.AddServiceDefaults();
                builder.Services.AddSingleton(_trainer);
            },
            app =>
            {
                app.MapServiceDefaults();
                app.MapGrpcService<Trainer>();
            });
        _gateway = await GatewayHost.StartAsync(
        [
            MeshBehind.Setting("trainingorchestrator", _service.Address),
            .. settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ]);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Theory]
    [InlineData(StatusCode.OK, "Done")]
    [InlineData(StatusCode.PermissionDenied, "Refused")]
    [InlineData(StatusCode.Aborted, "Unknown")]
    [InlineData(StatusCode.NotFound, null)]
    [InlineData(StatusCode.FailedPrecondition, null)]
    public async Task Promote_IsAuditedByItsStatus(StatusCode status, string? outcome)
    {
        _trainer.Status = status;

        Assert.Equal(status, await StatusOfAsync(Client(_gateway.Channel).PromoteModelAsync(
            new PromoteModelRequest(), Anna("promote")).ResponseAsync));

        await AuditedAsync(
            outcome is null ? [] : [$"Called Training/PromoteModel by anna from 127.0.0.1: {outcome}"]);
    }

    [Theory]
    [InlineData(GrpcWebMode.GrpcWeb)]
    [InlineData(GrpcWebMode.GrpcWebText)]
    public async Task RollBack_OverGrpcWeb_IsAudited(GrpcWebMode mode)
    {
        using var web = GrpcChannel.ForAddress(_gateway.Http.BaseAddress!, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(mode, new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });

        await Client(web).RollBackModelAsync(new RollBackModelRequest(), Anna("promote")).ResponseAsync.WithTimeout();
        await Client(web).WithdrawTrialAsync(new WithdrawTrialRequest(), Anna("promote")).ResponseAsync.WithTimeout();

        await AuditedAsync(
            "Called Training/RollBackModel by anna from 127.0.0.1: Done",
            "Called Training/WithdrawTrial by anna from 127.0.0.1: Done");
    }

    [Fact]
    public async Task Promote_CallerGoesMeanwhile_IsAuditedAsUnknown()
    {
        _trainer.Waits = true;
        var call = Client(_gateway.Channel).PromoteModelAsync(new PromoteModelRequest(), Anna("promote"));
        await _trainer.Called.Task.WithTimeout();

        call.Dispose();

        await AuditedAsync("Called Training/PromoteModel by anna from 127.0.0.1: Unknown");
    }

    [Fact]
    public async Task Calls_ThatReadOrAreRefusedBefore_AreNotAudited()
    {
        await Client(_gateway.Channel).ListModelsAsync(new ListModelsRequest(), Anna("promote")).ResponseAsync
            .WithTimeout();

        Assert.Equal(StatusCode.PermissionDenied, await StatusOfAsync(Client(_gateway.Channel).PromoteModelAsync(
            new PromoteModelRequest(), Anna("listen")).ResponseAsync));
        Assert.Equal(StatusCode.Unauthenticated, await StatusOfAsync(Client(_gateway.Channel).PromoteModelAsync(
            new PromoteModelRequest()).ResponseAsync));
        Assert.False(_trainer.Called.Task.IsCompleted);
        Assert.Empty(Audited());
    }

    private static Training.V1.Training.TrainingClient Client(GrpcChannel channel) => new(channel);

    private Metadata Anna(string scope) => new() { { "authorization", $"Bearer {_issuer.Token(scope, "anna")}" } };

    // An entry is written once its call has ended, so that the caller may be told before.
    private async Task AuditedAsync(params string[] entries)
    {
        await Eventually.BeAsync(() => Audited().Count >= entries.Length, "the entries");
        Assert.Equal(entries, Audited());
    }

    private IReadOnlyList<string> Audited() =>
    [
        .. _gateway.Logs.Lines.Where(line => line.Event.Id == AuditedEvent)
            .Select(line => line.Message["Audit: ".Length..]),
    ];

    private static async Task<StatusCode> StatusOfAsync<T>(Task<T> call)
    {
        try
        {
            await call.WithTimeout();
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    /// <summary>A trainer that answers as it is told.</summary>
    internal sealed class Trainer : Training.V1.Training.TrainingBase
    {
        public StatusCode Status { get; set; }

        public bool Waits { get; set; }

        /// <summary>A model was to be promoted.</summary>
        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<Promotion> PromoteModel(PromoteModelRequest request, ServerCallContext context)
        {
            Called.TrySetResult();
            if (Waits)
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return Status == StatusCode.OK ? new Promotion() : throw new RpcException(new Status(Status, "as told"));
        }

        public override Task<Promotion> RollBackModel(RollBackModelRequest request, ServerCallContext context) =>
            Task.FromResult(new Promotion());

        public override Task<Trial> WithdrawTrial(WithdrawTrialRequest request, ServerCallContext context) =>
            Task.FromResult(new Trial());

        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListModelsResponse());
    }
}
