using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Dsp;

namespace Kws.Cli.Audio;

/// <summary><c>kws features</c>: what a model sees of a recording.</summary>
internal static class FeaturesCommand
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE") { Description = "A WAV or FLAC file" };
        ServerAddress server = ServerAddress.OfFeatureExtraction();
        var local = new Option<bool>("--local") { Description = "Compute here instead of asking the service" };
        var spec = new Option<string>(FeatureSpecChoice.Option)
        {
            Description = "A preset (log-mel-40, mfcc-13, mfcc-13-classic) or a JSON file with a feature spec",
            DefaultValueFactory = _ => "log-mel-40",
        };
        var files = new Option<string[]>(FeatureFiles.Option) { Description = "Write .json, .npy or a .png heat map; may be repeated", HelpName = "PATH" };
        Option<int> scale = BoundedOption.Create("--scale", "Pixels a value in the heat map", 4, 1, 64);
        Option<bool> json = CommonOptions.Json();
        var command = new Command("features", "Show, save or draw the features of a recording") { file, server.Option, local, spec, files, scale, json };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            string[] paths = parsed.GetValue(files) ?? [];
            Array.ForEach(paths, FeatureFiles.Check);
            FeatureSpec chosen = await FeatureSpecChoice.ReadAsync(parsed.GetRequiredValue(spec), cancellation);
            string path = parsed.GetRequiredValue(file);
            Recording recording = await AudioFile.ReadAsync(path, cancellation);
            FeatureMatrix features = parsed.GetValue(local)
                ? LocalFeatures.Extract(chosen, recording)
                : await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation,
                    channel => ServiceFeatures.ExtractAsync(channel, chosen, recording, cancellation));
            foreach (string output in paths)
                await FeatureFiles.WriteAsync(context, features, output, parsed.GetValue(scale), cancellation);
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(FeatureFiles.ToJson(features));
            else
                FeatureTable.Write(context.Tables(), features, recording);
        });
        return command;
    }
}
