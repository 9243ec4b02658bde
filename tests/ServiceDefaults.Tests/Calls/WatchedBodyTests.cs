using System.IO.Pipelines;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tests.Calls;

/// <summary>Bodies of calls whose client vanished before the server's token for it was signalled.</summary>
public sealed class WatchedBodyTests(SharedProbe probe) : IClassFixture<SharedProbe>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_OfAUnaryCallWhoseClientVanished_IsCancelled(bool atOnce)
    {
        using var body = Body(nameof(Probe.ProbeBase.Do), atOnce);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await body.ReadAsync()).WithTimeout();

        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_OfAStreamWhoseClientVanished_IsLeftToTheStream(bool atOnce)
    {
        using var body = Body(nameof(Probe.ProbeBase.Listen), atOnce);

        await Assert.ThrowsAsync<IOException>(async () => await body.ReadAsync()).WithTimeout();
    }

    private WatchedBody Body(string method, bool atOnce)
    {
        var services = probe.Host.Services;
        var call = new DefaultHttpContext { RequestServices = services };
        call.SetEndpoint(services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints
            .Single(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Name == method));
        return new WatchedBody(new ResetBody(atOnce), call, services.GetRequiredService<ByteBudget>().Open(call),
            services.GetRequiredService<IOptions<CallLimitsOptions>>().Value,
            services.GetRequiredService<IDrainSignal>(), services.GetRequiredService<CallRefusals>(),
            TimeProvider.System);
    }

    // As Kestrel's body: one that was aborted throws, one that is read fails.
    private sealed class ResetBody(bool atOnce) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            atOnce ? throw Reset() : new ValueTask<ReadResult>(FailAsync());

        public override bool TryRead(out ReadResult result) => throw Reset();

        private static async Task<ReadResult> FailAsync()
        {
            await Task.Yield();
            throw Reset();
        }

        private static IOException Reset() => new("The client reset the request stream.");
    }
}
