using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kws.ServiceDefaults.Errors;
using Kws.Settings;

namespace Kws.Gateway.Wyoming;

/// <summary>Writes events. Safe for concurrent use.</summary>
internal sealed class WyomingWriter(PipeWriter output, WyomingLimits limits, TimeProvider timeProvider) : IDisposable
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The client takes nothing: nothing more can be told to it.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>Writes one event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="data">Its data; null: none. Behind the header and not in it, since clients limit the
    /// header.</param>
    /// <param name="payload">Such as PCM.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="LimitExceededException">The client took nothing for the stall limit.</exception>
    /// <exception cref="IOException">It is gone.</exception>
    public async Task WriteAsync(
        string type,
        object? data = null,
        ReadOnlyMemory<byte> payload = default,
        CancellationToken cancellationToken = default)
    {
        var dataBytes = data is null ? [] : JsonSerializer.SerializeToUtf8Bytes(data, s_json);
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new Header(type, NullIfNone(dataBytes.Length), NullIfNone(payload.Length)), s_json);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            output.Write(header);
            output.Write("\n"u8);
            output.Write(dataBytes);
            output.Write(payload.Span);
            await FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            var flush = output.FlushAsync(cancellationToken).AsTask();
            if ((await flush.WaitAsync(limits.Stall, timeProvider, cancellationToken)).IsCompleted)
                throw new IOException("the client is gone");
        }
        catch (TimeoutException)
        {
            IsStuck = true;
            var limit = Duration.Text(limits.Stall);
            throw new LimitExceededException("unread events", $"none taken for {limit}", limit);
        }
    }

    private static int? NullIfNone(int length) => length > 0 ? length : null;

    private sealed record Header(
        string Type,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DataLength,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? PayloadLength);
}
