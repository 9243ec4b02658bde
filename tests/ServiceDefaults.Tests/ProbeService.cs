using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.ServiceDefaults.Tests;

/// <summary>Fails, waits or answers as it is told.</summary>
internal sealed class ProbeService(IDrainSignal drain, ProbeState state) : Probe.ProbeBase
{
    public const string Secret = "Password=hunter2";

    public override async Task<Report> Do(Order request, ServerCallContext context)
    {
        switch (request.What)
        {
            case "invalid":
                throw new InvalidRequestException("config.sample_rate_hz", 17, "8000 or 16000");
            case "limit":
                throw new LimitExceededException("open streams", "11", "10");
            case "not-ready":
                throw new NotReadyException("the model is loading");
            case "precondition":
                throw new FailedPreconditionException("no model is active");
            case "missing":
                throw new NotFoundException("model", "big");
            case "exists":
                throw new AlreadyExistsException("model", "small");
            case "library":
                throw new DerivedLibraryException("channels: 17 is not allowed");
            case "bug":
                throw new InvalidOperationException(Secret);
            case "disk":
                throw new IOException(Secret);
            case "status":
                throw new RpcException(new Status(StatusCode.DataLoss, "as thrown"));
            case "wait":
                state.Waiting.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
                break;
            case "wait for release":
                state.Waiting.TrySetResult();
                await state.Release.Task;
                break;
        }
        return new Report { Server = state.Name };
    }

    public override async Task Follow(
        Order request,
        IServerStreamWriter<Report> responseStream,
        ServerCallContext context)
    {
        await responseStream.WriteAsync(new Report { Server = state.Name }, context.CancellationToken);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(drain.Draining, context.CancellationToken);
        await Task.Delay(Timeout.Infinite, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!drain.IsDraining)
            context.CancellationToken.ThrowIfCancellationRequested();
        throw new NotReadyException("the server is draining", new Metadata { { "kws-resume-sample", "16000" } });
    }

    public override async Task Talk(
        IAsyncStreamReader<Order> requestStream,
        IServerStreamWriter<Report> responseStream,
        ServerCallContext context)
    {
        await requestStream.MoveNext(context.CancellationToken);
        await Follow(requestStream.Current, responseStream, context);
    }

    public override async Task<Report> Listen(IAsyncStreamReader<Order> requestStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            if (requestStream.Current.What == "config")
                context.ExpectData();
            if (requestStream.Current.What == "invalid")
                throw new InvalidRequestException("order", 17, "8 or 16");
            Interlocked.Increment(ref state.Orders);
        }
        return new Report { Server = state.Name };
    }
}

/// <summary>What a test and the service under test tell each other.</summary>
internal sealed class ProbeState
{
    private int _checks;

    public string Name { get; init; } = "only";

    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsHealthy { get; set; } = true;

    /// <summary>Orders that Listen took.</summary>
    public int Orders;

    /// <summary>How often the health was looked after.</summary>
    public int Checks => _checks;

    public HealthCheckResult Check()
    {
        Interlocked.Increment(ref _checks);
        return IsHealthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("told so");
    }
}

/// <summary>An error of a library that knows nothing of gRPC.</summary>
internal class LibraryException(string message) : Exception(message);

internal sealed class DerivedLibraryException(string message) : LibraryException(message);
