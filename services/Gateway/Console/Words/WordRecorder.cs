using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Claims;
using Grpc.Core;
using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Errors;
using Kws.SpokenWords;

namespace Kws.Gateway.Console.Words;

/// <summary>Makes the archive of a data set for a new word: takes of it, synthetic voices that say it, and speech that
/// is not it.</summary>
internal sealed class WordRecorder(SpeechCalls speech, TimeProvider timeProvider)
{
    private const string Language = "en";
    private const int AtOnce = 4;
    private const int MostTries = 6;
    private const string Validation = "validation/";
    private const int QuickTrainingVoices = 8;
    private const int QuickValidationVoices = 4;
    // Of an import, with something to spare.
    private const int MostSamples = 19 * SpokenFiles.RateHz;
    private static readonly TimeSpan s_quickTalk = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Writes a tar archive.</summary>
    /// <param name="order">What it holds.</param>
    /// <param name="archive">Gets it.</param>
    /// <param name="progress">Hears of files that are done, and of all.</param>
    /// <param name="caller">For whom the speech service speaks.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidRequestException">A text that is no word, or lasts too long.</exception>
    /// <exception cref="RpcException">The speech service does not speak.</exception>
    public async Task WriteAsync(
        WordOrder order, Stream archive, Func<int, int, Task> progress, ClaimsPrincipal caller,
        CancellationToken cancellationToken)
    {
        var word = WordOf(order.Text);
        var script = await ScriptAsync(word, order, caller, cancellationToken);
        await using var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        // All of them to train with: nobody may be in both parts, and synthetic voices validate.
        for (var take = 0; take < order.Takes.Count; take++)
            await SpokenFiles.WriteAsync(
                tar, $"train/{word.Label}/console_nohash_{take}.wav", order.Takes[take], cancellationToken);
        await SpeakAsync(script, tar, progress, caller, cancellationToken);
    }

    /// <summary>The label of a word.</summary>
    /// <exception cref="InvalidRequestException">A text that is no word.</exception>
    public static SpokenWord WordOf(string text)
    {
        try
        {
            return SpokenWord.OfText(text);
        }
        catch (InvalidSpokenWordException e)
        {
            throw new InvalidRequestException("word", e.Text, e.Limit);
        }
    }

    private async Task<IReadOnlyList<Utterance>> ScriptAsync(
        SpokenWord word, WordOrder order, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var voices = await speech.ListVoicesAsync(Language, caller, cancellationToken);
        try
        {
            var cast = VoiceCast.Of(
                [.. voices.Voices.Select(voice => new SpeakingVoice(voice.Id, voice.Engine))], Language);
            if (order.Talk <= s_quickTalk)
                cast = new VoiceCast(
                    [.. cast.Training.Take(QuickTrainingVoices)], [.. cast.Validation.Take(QuickValidationVoices)]);
            var isTrained = order.IsSpoken || order.Takes.Count == 0;
            return
            [
                .. new SpeechScript([word], cast, SpokenText.Words, SpokenText.Sentences)
                    .Write(withWords: true, splits: true, order.Talk)
                    .Where(utterance => isTrained || !utterance.IsWord
                        || utterance.File.StartsWith(Validation, StringComparison.Ordinal)),
            ];
        }
        catch (TooFewVoicesException e)
        {
            throw new NotReadyException(e.Message, innerException: e);
        }
    }

    private async Task SpeakAsync(
        IReadOnlyList<Utterance> script, TarWriter tar, Func<int, int, Task> progress, ClaimsPrincipal caller,
        CancellationToken cancellationToken)
    {
        var spoken = new SpokenFiles(tar, script.Count, progress);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(script, parallel, async (utterance, token) =>
        {
            if (spoken.HasFailed(utterance.Voice))
                return;
            try
            {
                await spoken.TakeAsync(utterance, await SpeakAsync(utterance, caller, token), token);
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.Internal
                or StatusCode.NotFound or StatusCode.Unknown or StatusCode.Unavailable)
            {
                // One that the engine cannot load; where all of them fail, that is told in the end.
                spoken.Fail(utterance.Voice, e);
            }
        });
        spoken.Check();
    }

    // A service whose voices are all busy is asked again.
    private async Task<short[]> SpeakAsync(
        Utterance utterance, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await SpeakOnceAsync(utterance, caller, cancellationToken);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && tries < MostTries)
            {
                await Task.Delay(s_pause * tries, timeProvider, cancellationToken);
            }
        }
    }

    private async Task<short[]> SpeakOnceAsync(
        Utterance utterance, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        using var pcm = new MemoryStream();
        var words = new Grpc.Words(
            utterance.Text, IsMarkup: false, utterance.Voice, utterance.RateWpm, SpokenFiles.RateHz, utterance.Pitch);
        await foreach (var chunk in speech.SpeakAsync(words, caller, cancellationToken))
        {
            if (pcm.Length < MostSamples * sizeof(short))
                await pcm.WriteAsync(chunk, cancellationToken);
        }
        var samples = MemoryMarshal.Cast<byte, short>(pcm.GetBuffer().AsSpan(0, (int)pcm.Length));
        return samples[..Math.Min(samples.Length, MostSamples)].ToArray();
    }
}
