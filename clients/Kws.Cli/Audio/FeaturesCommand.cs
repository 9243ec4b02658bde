using System.CommandLine;
using System.Text.Json;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Features;

namespace Kws.Cli.Audio;

/// <summary><c>kws features</c>: what a model sees of a recording.</summary>
internal sealed class FeaturesCommand(CliContext context)
{
    private readonly Argument<string> _file = new("FILE") { Description = "A WAV, FLAC or Opus file" };
    private readonly ServerAddress _server = ServerAddress.OfFeatureExtraction();
    private readonly Option<bool> _local = new("--local")
    {
        Description = "Compute here instead of asking the service",
    };
    private readonly Option<int> _scale = BoundedOption.Create("--scale", "Pixels a value in the heat map", 4, 1, 64);
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string[]> _files = new(FeatureFiles.Option)
    {
        Description = "Write .json, .npy or a .png heat map; may be repeated",
        HelpName = "PATH",
    };
    private readonly Option<string> _spec = new("--spec")
    {
        Description = "A preset (log-mel-40, mfcc-13, mfcc-13-classic) or a JSON file with a feature spec",
        DefaultValueFactory = _ => "log-mel-40",
    };

    public static Command Create(CliContext context)
    {
        var features = new FeaturesCommand(context);
        var command = new Command("features", "Show, save or draw the features of a recording")
        {
            features._file, features._server.Option, features._local, features._spec, features._files, features._scale,
            features._json,
        };
        command.SetWork(context, features.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var paths = parsed.GetValue(_files) ?? [];
        Array.ForEach(paths, FeatureFiles.Check);
        var spec = await ReadSpecAsync(parsed.GetRequiredValue(_spec), cancellationToken);
        var recording = await AudioFile.ReadAsync(parsed.GetRequiredValue(_file), cancellationToken);
        context.Warn(parsed.GetRequiredValue(_file), recording.Warnings);
        var features = parsed.GetValue(_local)
            ? FeatureMatrix.ComputeHere(spec, recording)
            : await ServerSession.UseAsync(_server.Resolve(parsed, context), cancellationToken,
                channel => FeatureMatrix.AskServiceAsync(channel, spec, recording, cancellationToken));
        foreach (var path in paths)
            await FeatureFiles.WriteAsync(context, features, path, parsed.GetValue(_scale), cancellationToken);
        FeatureReport.Of(features, recording).WriteTo(context, parsed.GetValue(_json));
    }

    /// <summary>Reads <c>--spec</c>: a preset's name or a JSON file with the spec's 13 fields.</summary>
    private async Task<FeatureSpec> ReadSpecAsync(string choice, CancellationToken cancellationToken)
    {
        if (FeatureSpecPresets.All.TryGetValue(choice, out var preset))
            return preset;
        if (!File.Exists(choice))
            throw new BadInputException(_spec.Name, choice,
                $"it must be a JSON file or one of {string.Join(", ", FeatureSpecPresets.All.Keys)}");
        try
        {
            var spec = FeatureSpec.Parse(await File.ReadAllTextAsync(choice, cancellationToken));
            spec.Validate();
            return spec;
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or FormatException)
        {
            throw new BadInputException(_spec.Name, choice, exception.Message);
        }
    }
}
