using System.Threading.Channels;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Speaking;

/// <summary>Speaks a session's letters or words one after the other onto the session's own stream.</summary>
/// <param name="sessionId">For the log.</param>
/// <param name="settings">Who listens, and to which voice.</param>
/// <param name="source">Where speech comes from.</param>
/// <param name="outbox">Where it goes.</param>
/// <param name="context">Limits, metrics and clock.</param>
internal sealed class SessionSpeaker(
    string sessionId,
    ReadSettings settings,
    ISpeechSource source,
    ReadOutbox outbox,
    ReadContext context)
{
    private readonly Channel<Utterance> _waiting =
        Channel.CreateBounded<Utterance>(new BoundedChannelOptions(context.Speech.MaxWaiting) { SingleReader = true });

    /// <summary>Queues a text; what does not fit is reported to the device as not spoken.</summary>
    public async ValueTask SayAsync(string ofId, string text, bool spell, CancellationToken cancellationToken)
    {
        if (!_waiting.Writer.TryWrite(new Utterance(ofId, text, spell, context.Time.GetTimestamp())))
            await ReportAsync(ofId, $"{context.Speech.MaxWaiting} texts wait to be spoken already", cancellationToken);
    }

    /// <summary>No more texts come; <see cref="RunAsync"/> ends after those that wait.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Speaks until <see cref="Complete"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var utterance in _waiting.Reader.ReadAllAsync(cancellationToken))
            await SpeakAsync(utterance, cancellationToken);
    }

    private async Task SpeakAsync(Utterance utterance, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(context.Speech.Timeout, context.Time);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var hasBegun = false;
        try
        {
            var sampleRateHz = 0;
            await foreach (var chunk
                in source.SpeakAsync(utterance.Text, settings.DeviceId, settings.Voice, utterance.Spell, timeout.Token))
            {
                if (!hasBegun)
                    context.Metrics.SpeechBegan(context.Time.GetElapsedTime(utterance.QueuedAt));
                hasBegun = true;
                sampleRateHz = chunk.SampleRateHz;
                await outbox.AddAsync(new SpeechSpoken(utterance.OfId, chunk.Pcm, sampleRateHz, false, ""),
                    cancellationToken);
            }
            await outbox.AddAsync(new SpeechSpoken(utterance.OfId, default, sampleRateHz, true, ""), cancellationToken);
        }
        catch (SpeechFailedException e)
        {
            await ReportAsync(utterance.OfId, e.Message, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await ReportAsync(utterance.OfId,
                $"the speech took longer than {context.Speech.Timeout.TotalSeconds:0.#} s", cancellationToken);
        }
    }

    private async ValueTask ReportAsync(string ofId, string reason, CancellationToken cancellationToken)
    {
        context.Metrics.Dropped(VisionDropReason.Speech);
        VisionInferenceLog.NotSpoken(context.Logger, sessionId, ofId, reason);
        await outbox.AddAsync(new SpeechSpoken(ofId, default, 0, true, reason), cancellationToken);
    }

    private readonly record struct Utterance(string OfId, string Text, bool Spell, long QueuedAt);
}
