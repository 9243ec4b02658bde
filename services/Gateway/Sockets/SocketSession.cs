using System.Security.Claims;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Sockets;

/// <summary>One socket from its first message to its end: both sides beside each other, until one ends or the gateway
/// drains.</summary>
/// <param name="socket">To the client.</param>
/// <param name="firstMessage">How long the first message is waited for.</param>
/// <param name="drain">Tells of the drain.</param>
/// <param name="timeProvider">The clock of that wait.</param>
internal sealed class SocketSession(
    SocketConnection socket, TimeSpan firstMessage, IDrainSignal drain, TimeProvider timeProvider)
{
    private const string EndType = "end";

    /// <summary>Where the client resumes after an error; null: it cannot.</summary>
    public long? ResumeSample { get; private set; }

    /// <summary>Runs the socket.</summary>
    /// <param name="open">Begins the conversation.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Signalled when the connection is gone.</param>
    /// <returns>Whether all was said; otherwise the client left.</returns>
    public async Task<bool> RunAsync(
        OpenConversation open, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, drain.Draining);
        try
        {
            var first = await FirstAsync(over.Token);
            if (first.Kind is SocketMessageKind.Closed or SocketMessageKind.Broken)
                return false;
            if (first.Kind != SocketMessageKind.Text)
                throw new InvalidRequestException("message", "binary data", "a config as text, in the first message");
            using var conversation = await open(MessageFields.Parse(first.Content), caller, over.Token);
            return await ConverseAsync(conversation, over);
        }
        catch (Exception e) when (drain.IsDraining && !cancellationToken.IsCancellationRequested
            && (e is OperationCanceledException || CallOutcome.Of(e, cancellationToken) == CallOutcome.Cancelled))
        {
            throw new NotReadyException("the gateway is draining; connect again and resume", innerException: e);
        }
    }

    private async Task<SocketMessage> FirstAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(firstMessage, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await socket.ReceiveAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TooLateException("first message", firstMessage, "Calls:FirstMessage");
        }
    }

    private async Task<bool> ConverseAsync(ISocketConversation conversation, CancellationTokenSource over)
    {
        var tell = conversation.TellAsync(socket, over.Token);
        var listen = ListenAsync(conversation, over.Token);
        try
        {
            await Task.WhenAny(tell, listen);
            // One whose stream has ended leaves it to what the service tells last to say why.
            if (!tell.IsCompleted && await listen == Ending.Left)
                return false;
            await tell;
            return true;
        }
        finally
        {
            await over.CancelAsync();
            await ((Task)listen).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await tell.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ResumeSample = conversation.ResumeSample;
        }
    }

    private async Task<Ending> ListenAsync(ISocketConversation conversation, CancellationToken cancellationToken)
    {
        var isComplete = false;
        while (true)
        {
            var message = await socket.ReceiveAsync(cancellationToken);
            if (message.Kind is SocketMessageKind.Closed or SocketMessageKind.Broken)
                return Ending.Left;
            if (isComplete)
                throw new InvalidRequestException("message", "one more", $"none after {EndType}");
            if (message.Kind == SocketMessageKind.Text)
            {
                CheckEnd(MessageFields.Parse(message.Content));
                isComplete = true;
                await conversation.CompleteAsync();
            }
            else if (!await conversation.TakeAsync(message.Content).WaitAsync(cancellationToken))
            {
                return Ending.OfStream;
            }
        }
    }

    private static void CheckEnd(MessageFields fields)
    {
        var type = fields.RequiredText("type");
        fields.RefuseOthers();
        if (type != EndType)
            throw new InvalidRequestException("type", type, EndType);
    }

    private enum Ending
    {
        Left,
        OfStream,
    }
}
