using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Wyoming;

/// <summary>Serves one connection from its begin to its end, and tells the client why it ends.</summary>
internal sealed class WyomingServer(
    MeshStreams streams,
    SpeechCalls speech,
    WyomingVoices voices,
    WyomingInfo info,
    SessionGate gate,
    CallFaults faults,
    WyomingMetrics metrics,
    IDrainSignal drain,
    IOptions<WyomingOptions> options,
    IOptions<CallLimitsOptions> calls,
    TimeProvider timeProvider,
    ILogger<WyomingServer> logger)
{
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(1);

    private readonly WyomingLimits _limits = new(
        options.Value.Idle,
        calls.Value.MessageGrace
            + TimeSpan.FromSeconds(WyomingReader.MaxPayloadBytes / (double)calls.Value.MinBytesPerSecond),
        options.Value.StallLimit);

    /// <summary>Serves a connection; throws nothing.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        Activity.Current = null;
        metrics.Opened();
        var outcome = CallOutcome.Completed;
        string? detail = null;
        await using (connection)
        {
            using var writer = new WyomingWriter(connection.Transport.Output, _limits, timeProvider);
            try
            {
                await RunAsync(connection, writer);
            }
            catch (Exception e)
            {
                (outcome, detail) = (OutcomeOf(e), e.Message);
                await TellAsync(connection, writer, e);
            }
        }
        metrics.Ended(outcome);
        logger.Ended(connection.ConnectionId, outcome, detail);
    }

    private async Task RunAsync(ConnectionContext connection, WyomingWriter writer)
    {
        using var place = gate.Enter((connection.RemoteEndPoint as IPEndPoint)?.Address);
        // A client that sends no more may still read; whether it is gone, reads and writes tell.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(drain.Draining);
        Exception? fault = null;
        await using var wake = new WakeSession(streams, writer, DeviceOf(connection), WyomingCaller.Principal, e =>
        {
            Interlocked.CompareExchange(ref fault, e, null);
            _ = over.CancelAsync();
        });
        var reader = new WyomingReader(connection.Transport.Input, _limits, timeProvider);
        var session = new SpeechSession(speech, voices, writer, WyomingCaller.Principal);
        try
        {
            await new WyomingConnection(reader, writer, wake, session, info).RunAsync(over.Token);
        }
        catch (Exception) when (fault is not null)
        {
            throw fault;
        }
        catch (Exception e) when (drain.IsDraining && !IsGone(e))
        {
            throw new NotReadyException("the gateway is draining; connect again", innerException: e);
        }
    }

    private async Task TellAsync(ConnectionContext connection, WyomingWriter writer, Exception exception)
    {
        if (IsGone(exception) || writer.IsStuck)
        {
            connection.Abort();
            return;
        }
        var fault = faults.Of(exception);
        try
        {
            await writer.WriteAsync("error", new Error(fault.Detail, fault.StatusName));
            await DiscardAsync(connection.Transport.Input);
        }
        catch (Exception e) when (e is LimitExceededException or IOException or InvalidOperationException
            or OperationCanceledException)
        {
            connection.Abort();
        }
    }

    // A connection that is closed with unread bytes in it is reset, and takes the error with it.
    private async Task DiscardAsync(PipeReader input)
    {
        using var late = new CancellationTokenSource(s_closing, timeProvider);
        try
        {
            while (await input.ReadAsync(late.Token) is { IsCompleted: false } read)
                input.AdvanceTo(read.Buffer.End);
        }
        catch (OperationCanceledException)
        {
            // It had its time.
        }
    }

    private string DeviceOf(ConnectionContext connection) => options.Value.DeviceId is { Length: > 0 } device
        ? device
        : $"{WyomingCaller.Name}:{connection.ConnectionId}";

    private static bool IsGone(Exception exception) => exception is IOException or ConnectionAbortedException;

    private static string OutcomeOf(Exception exception) =>
        IsGone(exception) ? CallOutcome.Cancelled : PassedOutcome.Of(exception, CancellationToken.None);

    private sealed record Error(string Text, string Code);
}
