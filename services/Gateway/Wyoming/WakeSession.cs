using System.Security.Claims;
using Kws.Gateway.Grpc;
using Kws.Gateway.Messages;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Wyoming;

/// <summary>The wake words of one connection: utterance after utterance, each a stream of its own.</summary>
/// <param name="streams">To the keyword spotter.</param>
/// <param name="writer">To the client.</param>
/// <param name="deviceId">That what is heard counts for.</param>
/// <param name="caller">In whose name.</param>
/// <param name="fail">Ends the connection, with a reason.</param>
internal sealed class WakeSession(
    MeshStreams streams, WyomingWriter writer, string deviceId, ClaimsPrincipal caller, Action<Exception> fail)
    : IAsyncDisposable
{
    private const int MaxNames = 1000;

    private IReadOnlyList<string> _names = [];
    private Utterance? _utterance;

    /// <summary>Which words the audio that follows is searched for; none: all.</summary>
    public async Task DetectAsync(MessageFields data, CancellationToken cancellationToken)
    {
        string[] names = [.. data.Texts("names", MaxNames).Distinct().Order(StringComparer.Ordinal)];
        // Satellites ask again within their audio, which has no other begin.
        if (!names.SequenceEqual(_names) && _utterance is { } utterance)
            await EndAsync(utterance, cancellationToken);
        _names = names;
    }

    /// <summary>An utterance begins.</summary>
    /// <exception cref="InvalidRequestException">Its audio is none that can be listened to.</exception>
    public async Task StartAsync(MessageFields data, CancellationToken cancellationToken)
    {
        await DisposeAsync();
        _utterance = await OpenAsync(WakeAudio.Read(data), data.LongNumber("timestamp"), cancellationToken);
    }

    /// <summary>Audio of an utterance.</summary>
    /// <exception cref="InvalidRequestException">It is other audio than the utterance began with.</exception>
    public async Task ChunkAsync(MessageFields data, ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        var audio = WakeAudio.Read(data);
        _utterance ??= await OpenAsync(audio, data.LongNumber("timestamp"), cancellationToken);
        if (audio != _utterance.Audio)
            throw new InvalidRequestException("audio-chunk", $"{audio}", $"{_utterance.Audio} up to audio-stop");
        if (data.Has("timestamp"))
            _utterance.Times.Chunk(data.LongNumber("timestamp"));
        var mono = audio.ToMono(pcm);
        var secondBytes = audio.RateHz * sizeof(short);
        for (var at = 0; at < mono.Length; at += secondBytes)
        {
            var part = mono.Slice(at, Math.Min(secondBytes, mono.Length - at));
            _utterance.Times.Sent(part.Length / sizeof(short));
            if (!await _utterance.Stream.SendAsync(part.Span).WaitAsync(cancellationToken))
                return;
        }
    }

    /// <summary>An utterance ends: what it still holds is told, or that there was nothing.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_utterance is not { } utterance || await EndAsync(utterance, cancellationToken) is 0)
            await writer.WriteAsync("not-detected", cancellationToken: cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_utterance is not { } utterance)
            return;
        _utterance = null;
        utterance.Stream.Dispose();
        await ((Task)utterance.Heard).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>How many words there were.</returns>
    private async Task<int> EndAsync(Utterance utterance, CancellationToken cancellationToken)
    {
        await utterance.Stream.CompleteAsync();
        var heard = await utterance.Heard.WaitAsync(cancellationToken);
        await DisposeAsync();
        return heard;
    }

    private async Task<Utterance> OpenAsync(WakeAudio audio, long beginMs, CancellationToken cancellationToken)
    {
        var stream = await streams.ListenAsync(new SpotSettings
        {
            DeviceId = deviceId,
            SampleRateHz = audio.RateHz,
            Keywords = [.. _names.Select(name => new SpotKeyword(name))],
        }, caller, cancellationToken);
        var times = new WakeTimes(audio.RateHz, beginMs);
        return new Utterance(audio, stream, times, ListenAsync(stream, times, cancellationToken));
    }

    /// <returns>How many words there were.</returns>
    private async Task<int> ListenAsync(SpotStream stream, WakeTimes times, CancellationToken cancellationToken)
    {
        var heard = 0;
        try
        {
            await foreach (var told in stream.ReadAllAsync(cancellationToken))
            {
                if (told is not KeywordHeard keyword)
                    continue;
                heard++;
                await writer.WriteAsync("detection", new Detection(
                    keyword.Label, times.Of(keyword.DecidedSample - 1)), cancellationToken: cancellationToken);
            }
            return heard;
        }
        catch (Exception e)
        {
            if (ReferenceEquals(stream, _utterance?.Stream))
                fail(e);
            throw;
        }
    }

    private sealed record Detection(string Name, long Timestamp);

    private sealed record Utterance(WakeAudio Audio, SpotStream Stream, WakeTimes Times, Task<int> Heard);
}
