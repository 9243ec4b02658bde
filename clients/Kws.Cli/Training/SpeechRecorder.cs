using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Grpc.Core;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Speech.V1;
using Kws.SpokenWords;

namespace Kws.Cli.Training;

/// <summary>Has the speech service speak a script into files.</summary>
/// <param name="context">The process.</param>
/// <param name="client">Of the service.</param>
internal sealed class SpeechRecorder(CliContext context, Kws.Speech.V1.Speech.SpeechClient client)
{
    private const int AtOnce = 4;
    private const int MostTries = 6;
    private const int TriesWhileAway = 2;
    private const int SampleRateHz = 16_000;
    // Of an import, with something to spare; and of what a model hears at once.
    private const int LongestSamples = 19 * SampleRateHz;
    private const int WindowSamples = SampleRateHz;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, string> _failed = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _tooLong = [];

    /// <summary>Writes the files. A voice that fails is told and left out.</summary>
    /// <exception cref="BadInputException">A word that is longer than the model hears.</exception>
    /// <exception cref="CommandFailedException">So many voices fail that what is left says little.</exception>
    public async Task RecordAsync(
        IReadOnlyList<Utterance> script, string folder, CancellationToken cancellationToken)
    {
        var (progress, done) = (new StepProgress(context, "spoken"), 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(script, parallel, async (utterance, token) =>
        {
            if (!_failed.ContainsKey(utterance.Voice))
                await RecordAsync(utterance, folder, token);
            progress.Report(Interlocked.Increment(ref done), script.Count);
        });
        await TellAsync(script, folder);
    }

    private async Task RecordAsync(Utterance utterance, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var samples = await SpeakAsync(utterance, cancellationToken);
            if (utterance.IsWord)
            {
                (var start, var end) = WordExtent.Find(new Recording(SampleRateHz, samples).ToFloats());
                if (end - start > WindowSamples)
                {
                    _tooLong.Add(utterance.Text);
                    return;
                }
            }

            var path = Path.Combine(folder, utterance.File);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, new Recording(SampleRateHz, samples).ToWav(), cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.Internal
            or StatusCode.NotFound or StatusCode.Unknown or StatusCode.Unavailable)
        {
            if (_failed.TryAdd(utterance.Voice, e.Status.Detail))
                await context.Error.WriteLineAsync($"voice {utterance.Voice} is left out: {e.Status.Detail}");
        }
    }

    // A service whose voices are all busy is asked again; one that is away, or whose engine cannot load the voice,
    // which looks alike, a few times.
    private async Task<short[]> SpeakAsync(Utterance utterance, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await SpeakOnceAsync(utterance, cancellationToken);
            }
            catch (RpcException e) when (tries < (e.StatusCode switch
            {
                StatusCode.ResourceExhausted => MostTries,
                StatusCode.Unavailable => TriesWhileAway,
                _ => 0,
            }))
            {
                await Task.Delay(s_pause * tries, context.Time, cancellationToken);
            }
        }
    }

    private async Task<short[]> SpeakOnceAsync(Utterance utterance, CancellationToken cancellationToken)
    {
        var request = new SynthesizeRequest
        {
            Text = utterance.Text,
            Voice = utterance.Voice,
            RateWpm = utterance.RateWpm,
            Pitch = utterance.Pitch,
            SampleRateHz = SampleRateHz,
            Container = Container.RawS16Le,
        };
        using var call = client.Synthesize(request, cancellationToken: cancellationToken);
        using var pcm = new MemoryStream();
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            if (response.Chunk is { } chunk && pcm.Length < LongestSamples * sizeof(short))
                pcm.Write(chunk.Pcm.Span);
        var samples = MemoryMarshal.Cast<byte, short>(pcm.GetBuffer().AsSpan(0, (int)pcm.Length));
        return samples[..Math.Min(samples.Length, LongestSamples)].ToArray();
    }

    private async Task TellAsync(IReadOnlyList<Utterance> script, string folder)
    {
        foreach (var text in _tooLong.GroupBy(text => text))
        {
            var all = script.Count(utterance => utterance.IsWord && utterance.Text == text.Key);
            if (text.Count() > all / 2)
                throw new BadInputException("--say", text.Key,
                    "spoken it lasts longer than the second that a model hears at once; choose something shorter");
            await context.Error.WriteLineAsync(
                $"'{text.Key}': {text.Count()} of {all} takes are left out, they last longer than a second");
        }

        foreach (var part in script.GroupBy(utterance => Path.GetDirectoryName(utterance.File)!))
            if (part.Count(utterance => File.Exists(Path.Combine(folder, utterance.File))) < part.Count() / 2)
                throw new CommandFailedException(
                    $"most of {part.Key} could not be spoken; {_failed.Count} voices failed, such as "
                    + string.Join("; ", _failed.Take(3).Select(voice => $"{voice.Key}: {voice.Value}")),
                    "Look at the speech service's log, or at kws voices.");
    }
}
