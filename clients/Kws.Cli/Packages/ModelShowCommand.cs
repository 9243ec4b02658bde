using System.CommandLine;
using System.Text.Json;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Packages;

/// <summary><c>kws model show</c>: the model that new sessions of a server use.</summary>
internal static class ModelShowCommand
{
    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfAudioInference();
        Option<bool> json = CommonOptions.Json();
        json.Description = "Print the model's manifest";
        var command = new Command("show", "Show the model that new sessions use") { server.Option, json };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            DescribeModelResponse model = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation, async channel =>
                await new KeywordSpotter.KeywordSpotterClient(channel).DescribeModelAsync(new DescribeModelRequest(), cancellationToken: cancellation));
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(Indented(model.ManifestJson));
            else
                ModelTables.Write(context.Tables(), model);
        });
        return command;
    }

    private static string Indented(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JsonOutput.ToDocument(document.RootElement);
    }
}
