using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Speech.V1;
using Kws.SpokenWords;

namespace Kws.Cli.Training;

/// <summary>Words for training that the speech service speaks (<c>--say</c>), and speech that is none of
/// them.</summary>
internal sealed class SpokenData
{
    private const string Unknown = "unknown";

    private readonly Option<string[]> _say = new("--say")
    {
        Description = "A word or a short phrase, spoken by the Tts service in many voices; may be given again",
        HelpName = "TEXT",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> _language = new("--say-language")
    {
        Description = "Voices whose language begins so",
        HelpName = "LANGUAGE",
        DefaultValueFactory = _ => "en",
    };

    private readonly Option<double> _talk = BoundedOption.Create(
        "--talk-minutes", "Spoken talk in which false alarms are counted; more narrows the interval", 30.0, 1, 600);

    private readonly ServerAddress _server = ServerAddress.OfTts();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_say, _language, _talk, _server.Option])
            command.Add(option);
    }

    /// <summary>What <c>--say</c> asks for.</summary>
    /// <exception cref="BadInputException">A text that is no word, or two with one label.</exception>
    public IReadOnlyList<SpokenWord> Words(ParseResult parsed)
    {
        SpokenWord[] words = [.. parsed.GetValue(_say)!.Select(WordOf)];
        foreach (var same in words.GroupBy(word => word.Label))
            if (same.Count() > 1)
                throw new BadInputException("--say", same.Last().Text, $"it has the label '{same.Key}' of another one");
        return words;
    }

    /// <summary>Speaks into a folder what a data set needs.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="recordings">A folder of recordings that goes into it; null: none.</param>
    /// <param name="addsWords">Whether words are added to a model: then speech is needed that is none of them.</param>
    /// <param name="target">The folder.</param>
    /// <param name="context">The process.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>False: nothing has to be spoken, and the folder is empty.</returns>
    public async Task<bool> SpeakAsync(
        ParseResult parsed, string? recordings, bool addsWords, string target, CliContext context,
        CancellationToken cancellationToken)
    {
        var said = Words(parsed);
        var found = recordings is null ? RecordedWords.None : RecordedWords.Of(recordings);
        var lacksOthers = addsWords && found.Labels.Count > 0 && !found.Labels.Contains(Unknown);
        if (said.Count == 0 && !lacksOthers)
            return false;
        if (recordings is not null)
            found.CopyTo(target);
        SpokenWord[] words = [.. said, .. found.Labels.Except([Unknown]).Except(said.Select(word => word.Label))
            .Select(SpokenWord.OfLabel)];
        await ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken, async channel =>
        {
            var client = new Kws.Speech.V1.Speech.SpeechClient(channel);
            var voices = await ListAsync(client, parsed.GetValue(_language)!, found, cancellationToken);
            var script = new SpeechScript(words, voices, SpokenText.Words, SpokenText.Sentences).Write(
                said.Count > 0, found.Labels.Count == 0 || found.StatesSplits,
                TimeSpan.FromMinutes(parsed.GetValue(_talk)));
            // Of words that were recorded, the recordings count.
            string[] recorded = [.. found.Labels.Except([Unknown]).Except(said.Select(word => word.Label))];
            await new SpeechRecorder(context, client).RecordAsync(
                [.. script.Where(utterance => !utterance.IsWord
                    || !recorded.Contains(Path.GetFileName(Path.GetDirectoryName(utterance.File))))],
                target, cancellationToken);
        });
        return true;
    }

    private static SpokenWord WordOf(string text)
    {
        try
        {
            return SpokenWord.OfText(text);
        }
        catch (InvalidSpokenWordException e)
        {
            throw new BadInputException("--say", e.Text, e.Limit);
        }
    }

    private static async Task<VoiceCast> ListAsync(
        Kws.Speech.V1.Speech.SpeechClient client, string language, RecordedWords found,
        CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.ListVoicesAsync(
                new ListVoicesRequest { LanguagePrefix = language }, cancellationToken: cancellationToken);
            return VoiceCast.Of(
                [.. answer.Voices.Select(voice => new SpeakingVoice(voice.Id, voice.Engine))], language);
        }
        catch (TooFewVoicesException e)
        {
            throw new CommandFailedException(
                e.Message, "Give another language by --say-language, or record the words.", e);
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.Unavailable
            && found.Labels.Count > 0)
        {
            throw new CommandFailedException(
                $"the folder has no '{Unknown}', and the speech service that would speak it is away: {e.Status.Detail}",
                "Start it with ./run.sh --serve, name it by --tts-server, or put recordings of other words and of "
                + $"talk into the folder as {Unknown}/<speaker>_nohash_<take>.wav.", e);
        }
    }
}
