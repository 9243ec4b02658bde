using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.Settings;

namespace Kws.Gateway.Sockets;

/// <summary>How much and how long a socket may keep the gateway busy.</summary>
/// <param name="MaxTextBytes">Longest text message.</param>
/// <param name="MaxBinaryBytes">Longest binary message.</param>
/// <param name="MessageTime">How long a message may take that has begun.</param>
/// <param name="StallLimit">How long the client may take nothing.</param>
internal sealed record SocketLimits(int MaxTextBytes, int MaxBinaryBytes, TimeSpan MessageTime, TimeSpan StallLimit);

/// <summary>The messages of one socket, with bounded memory and time. One reader and one writer at a time.</summary>
/// <remarks>A receive is never cancelled, since that would break the socket off before the client is told
/// why.</remarks>
internal sealed class SocketConnection(
    WebSocket socket, SocketLimits limits, CallBytes budget, TimeProvider timeProvider) : IDisposable
{
    private const int UsualBytes = 16 * 1024;
    private const int LongestReasonBytes = 123;
    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Holding _held = budget.Hold(UsualBytes);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private Task<ValueWebSocketReceiveResult>? _receiving;

    /// <summary>The next message.</summary>
    /// <param name="cancellationToken">Stops waiting, and leaves the socket as it is; only <see cref="CloseAsync"/> may
    /// follow.</param>
    /// <exception cref="InvalidRequestException">It is longer than allowed.</exception>
    /// <exception cref="LimitExceededException">There is no memory for it.</exception>
    /// <exception cref="TooLateException">It began, and does not end.</exception>
    public async ValueTask<SocketMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        Resize(UsualBytes, kept: 0);
        long? begun = null;
        for (var length = 0; ;)
        {
            if (length == _buffer.Length)
                Resize(Math.Min(2 * length, Math.Max(limits.MaxTextBytes, limits.MaxBinaryBytes) + 1), length);
            var time = begun is { } at
                ? limits.MessageTime - timeProvider.GetElapsedTime(at)
                : Timeout.InfiniteTimeSpan;
            if (await FragmentAsync(length, time, cancellationToken) is not { } part)
                return new SocketMessage(SocketMessageKind.Broken, default);
            if (part.MessageType == WebSocketMessageType.Close)
                return new SocketMessage(SocketMessageKind.Closed, default);
            var isText = part.MessageType == WebSocketMessageType.Text;
            length += part.Count;
            CheckLength(isText, length);
            if (part.EndOfMessage)
                return new SocketMessage(
                    isText ? SocketMessageKind.Text : SocketMessageKind.Binary, _buffer.AsMemory(0, length));
            begun ??= timeProvider.GetTimestamp();
        }
    }

    /// <summary>Tells the client something, as JSON.</summary>
    /// <exception cref="LimitExceededException">It took nothing for the stall limit; the socket is broken
    /// off.</exception>
    /// <exception cref="WebSocketException">It is gone.</exception>
    public Task SendAsync<T>(T message) =>
        SendAsync(WebSocketMessageType.Text, JsonSerializer.SerializeToUtf8Bytes(message, s_json));

    /// <inheritdoc cref="SendAsync{T}(T)"/>
    public Task SendAsync(ReadOnlyMemory<byte> binary) => SendAsync(WebSocketMessageType.Binary, binary);

    /// <summary>Closes the socket, and waits a moment for the client to do the same.</summary>
    /// <remarks>What the client still sends is read: a connection that is closed before is reset, and takes the last
    /// messages with it.</remarks>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await TakenAsync(socket.CloseOutputAsync(status, Cut(reason), CancellationToken.None));
            await DiscardAsync();
        }
        catch (Exception e) when (e is LimitExceededException or TooLateException || IsGone(e))
        {
        }
    }

    /// <summary>Whether an exception says that the client is gone.</summary>
    public static bool IsGone(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException;

    public void Dispose()
    {
        // A receive that is still under way writes into the buffer.
        if (_receiving is null || _receiving.IsCompleted)
            ArrayPool<byte>.Shared.Return(_buffer);
        _held.Dispose();
    }

    private async Task DiscardAsync()
    {
        var begun = timeProvider.GetTimestamp();
        while (socket.State == WebSocketState.CloseSent)
        {
            var left = s_closing - timeProvider.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || await FragmentAsync(0, left, CancellationToken.None) is null)
                return;
        }
    }

    /// <returns>null: the connection broke.</returns>
    private async ValueTask<ValueWebSocketReceiveResult?> FragmentAsync(
        int offset, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            _receiving ??= socket.ReceiveAsync(_buffer.AsMemory(offset), CancellationToken.None).AsTask();
            if (time != Timeout.InfiniteTimeSpan && time < TimeSpan.Zero)
                time = TimeSpan.Zero;
            var part = await _receiving.WaitAsync(time, timeProvider, cancellationToken);
            _receiving = null;
            return part;
        }
        catch (TimeoutException)
        {
            throw new TooLateException("message", $"not whole after {Duration.Text(limits.MessageTime)}",
                Duration.Text(limits.MessageTime), "Calls:MessageGrace, Calls:MinBytesPerSecond");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsGone(e))
        {
            return null;
        }
    }

    private void CheckLength(bool isText, int length)
    {
        var most = isText ? limits.MaxTextBytes : limits.MaxBinaryBytes;
        if (length > most)
            throw new MessageTooLongException(isText ? "text message" : "binary message", most);
    }

    private void Resize(int bytes, int kept)
    {
        if (kept == 0 && _buffer.Length <= 2 * UsualBytes)
            return;
        _held.Resize(bytes);
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        _buffer.AsSpan(0, kept).CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
    }

    private Task SendAsync(WebSocketMessageType type, ReadOnlyMemory<byte> content) =>
        TakenAsync(socket.SendAsync(content, type, endOfMessage: true, CancellationToken.None).AsTask());

    private async Task TakenAsync(Task send)
    {
        try
        {
            await send.WaitAsync(limits.StallLimit, timeProvider);
        }
        catch (TimeoutException) when (!send.IsCompleted)
        {
            socket.Abort();
            _ = send.ContinueWith(task => task.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            var limit = Duration.Text(limits.StallLimit);
            throw new LimitExceededException("unread messages", $"none taken for {limit}", limit);
        }
    }

    private static string Cut(string reason)
    {
        while (Encoding.UTF8.GetByteCount(reason) > LongestReasonBytes)
            reason = reason[..^(char.IsLowSurrogate(reason[^1]) ? 2 : 1)];
        return reason;
    }
}
