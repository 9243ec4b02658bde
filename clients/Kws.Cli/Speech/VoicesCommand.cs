using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Speech.V1;

namespace Kws.Cli.Speech;

/// <summary><c>kws voices</c>: what the speech service can speak with.</summary>
internal static class VoicesCommand
{
    public static Command Create(CliContext context)
    {
        var server = ServerAddress.OfTts();
        var language = new Option<string>("--language")
        {
            Description = "Only languages that begin so, such as en",
            DefaultValueFactory = _ => ""
        };
        var json = CommonOptions.Json();
        var command = new Command("voices", "List the voices of the speech service") { language, json, server.Option };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var request = new ListVoicesRequest { LanguagePrefix = parsed.GetValue(language) };
            var answer = await ServerSession.UseAsync(
                server.Resolve(parsed, context), cancellationToken, async channel =>
                await new Kws.Speech.V1.Speech.SpeechClient(channel).ListVoicesAsync(
                    request, cancellationToken: cancellationToken));
            ReportOf(answer).WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }

    private static Report ReportOf(ListVoicesResponse answer)
    {
        var table = new ResultTable("~voice", "~name", "~languages", "gender", "engine");
        foreach (var voice in answer.Voices)
        {
            var id = voice.Id == answer.DefaultVoice ? $"{voice.Id} (default)" : voice.Id;
            table.Row(id, voice.Name, string.Join(", ", voice.Languages), voice.Gender, voice.Engine);
        }
        return Report.OfDocument(answer.Voices.Select(
            voice => new { voice.Id, voice.Name, voice.Languages, voice.Gender, voice.Engine })).Add(table);
    }
}
