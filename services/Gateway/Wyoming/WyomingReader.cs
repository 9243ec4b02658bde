using System.Buffers;
using System.IO.Pipelines;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;
using Kws.Settings;

namespace Kws.Gateway.Wyoming;

/// <summary>How much and how long a connection may keep the gateway busy.</summary>
/// <param name="Idle">How long it may send nothing.</param>
/// <param name="EventTime">How long an event may take that has begun.</param>
/// <param name="Stall">How long it may take nothing of what it is told.</param>
internal sealed record WyomingLimits(TimeSpan Idle, TimeSpan EventTime, TimeSpan Stall);

/// <summary>Reads events: a line of JSON, and as many bytes of data and payload behind it as the line says.</summary>
/// <remarks>One read at a time. What is held grows with what has come, not with what was promised.</remarks>
internal sealed class WyomingReader(PipeReader input, WyomingLimits limits, TimeProvider timeProvider)
{
    /// <summary>Longest header line, in bytes.</summary>
    public const int MaxHeaderBytes = 64 * 1024;

    /// <summary>Longest data behind a header, in bytes.</summary>
    public const int MaxDataBytes = 64 * 1024;

    /// <summary>Longest payload, in bytes.</summary>
    public const int MaxPayloadBytes = 1024 * 1024;

    private const byte LineEnd = (byte)'\n';

    /// <summary>The next event; null: the client sends no more.</summary>
    /// <exception cref="InvalidRequestException">It is none, or longer than allowed.</exception>
    /// <exception cref="TooLateException">The client sends nothing, or too slowly.</exception>
    public async Task<WyomingEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limits.Idle, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var hasBegun = false;
        try
        {
            var first = await input.ReadAsync(either.Token);
            if (first.Buffer.IsEmpty && first.IsCompleted)
                return null;
            input.AdvanceTo(first.Buffer.Start);
            hasBegun = true;
            late.CancelAfter(limits.EventTime);
            return await EventAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            throw hasBegun
                ? new TooLateException("event", $"not whole after {Duration.Text(limits.EventTime)}",
                    Duration.Text(limits.EventTime), "Calls:MessageGrace, Calls:MinBytesPerSecond")
                : new TooLateException("event", limits.Idle, "Wyoming:Idle");
        }
    }

    private async Task<WyomingEvent?> EventAsync(CancellationToken cancellationToken)
    {
        if (await LineAsync(cancellationToken) is not { } line)
            return null;
        var header = MessageFields.Parse(line);
        var type = header.RequiredText("type");
        var dataBytes = Length(header, "data_length", MaxDataBytes);
        var payloadBytes = Length(header, "payload_length", MaxPayloadBytes);
        var data = header.Object("data") ?? MessageFields.None;
        if (dataBytes > 0)
        {
            if (await BytesAsync(dataBytes, cancellationToken) is not { } further)
                return null;
            data = data.With(MessageFields.Parse(further));
        }
        return await BytesAsync(payloadBytes, cancellationToken) is { } payload
            ? new WyomingEvent(type, data, payload)
            : null;
    }

    private async Task<byte[]?> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf(LineEnd) is { } end && read.Buffer.Slice(0, end).Length <= MaxHeaderBytes)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }
            var isTooLong = read.Buffer.Length > MaxHeaderBytes;
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (isTooLong)
                throw new InvalidRequestException("header", "a longer line", $"up to {MaxHeaderBytes} bytes");
            if (read.IsCompleted)
                return null;
        }
    }

    /// <returns>null: the client ended before.</returns>
    private async Task<byte[]?> BytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (bytes.WrittenCount < count)
        {
            var read = await input.ReadAsync(cancellationToken);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, count - bytes.WrittenCount));
            foreach (var segment in part)
                bytes.Write(segment.Span);
            input.AdvanceTo(part.End);
            if (read.IsCompleted && bytes.WrittenCount < count)
                return null;
        }
        return bytes.WrittenCount == 0 ? [] : bytes.WrittenSpan.ToArray();
    }

    private static int Length(MessageFields header, string name, int most)
    {
        var length = header.LongNumber(name);
        return length >= 0 && length <= most
            ? (int)length
            : throw new InvalidRequestException(name, length, $"0 to {most}");
    }
}
