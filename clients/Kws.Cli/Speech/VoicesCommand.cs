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
        ServerAddress server = ServerAddress.OfTts();
        Option<string> language = new("--language") { Description = "Only languages that begin so, such as en", DefaultValueFactory = _ => "" };
        Option<bool> json = CommonOptions.Json();
        Command command = new("voices", "List the voices of the speech service") { language, json, server.Option };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            ListVoicesResponse answer = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation, async channel =>
                await new Kws.Speech.V1.Speech.SpeechClient(channel).ListVoicesAsync(new ListVoicesRequest { LanguagePrefix = parsed.GetValue(language) }, cancellationToken: cancellation));
            if (parsed.GetValue(json))
            {
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(answer.Voices.Select(voice => new { voice.Id, voice.Name, voice.Languages, voice.Gender, voice.Engine })));
                return;
            }
            ResultTable table = new("voice", "name", "languages", "gender", "engine");
            foreach (Voice voice in answer.Voices)
                table.Row(voice.Id == answer.DefaultVoice ? $"{voice.Id} (default)" : voice.Id, voice.Name, string.Join(", ", voice.Languages), voice.Gender, voice.Engine);
            table.WriteTo(context.Tables());
        });
        return command;
    }
}
