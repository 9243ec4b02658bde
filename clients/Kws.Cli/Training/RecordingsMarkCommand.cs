using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary><c>kws recordings mark</c>: what a recorded clip really holds.</summary>
internal static class RecordingsMarkCommand
{
    public static Command Create(CliContext context)
    {
        var key = new Argument<string>("KEY") { Description = "The clip, as kws recordings list shows it" };
        var label = new Option<string>("--label")
        {
            Description = "What it holds: a label of the data set, unknown (another word) or silence (no word)",
            HelpName = "LABEL",
            Required = true,
        };
        var dataSet = new Option<string?>("--data-set")
        {
            Description = "The data set that it goes into; else the only one of recordings",
            HelpName = "NAME",
        };
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var command = new Command("mark", "Say what a clip really holds: the next corrected data set has it so")
        {
            key, label, dataSet, json, server.Option,
        };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var request = new MarkRecordingRequest
            {
                Key = parsed.GetValue(key),
                Label = parsed.GetValue(label),
                DataSet = parsed.GetValue(dataSet) ?? "",
                EventId = Guid.NewGuid().ToString("N"),
            };
            var marked = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellationToken,
                async channel => await new Kws.Training.V1.Training.TrainingClient(channel)
                    .MarkRecordingAsync(request, cancellationToken: cancellationToken));
            var mark = marked.Correction;
            Report.OfDocument(new { mark.Key, mark.Label, mark.DataSet, mark.EventId, marked.Waiting })
                .Add($"marked as '{mark.Label}'; {marked.Waiting} corrections wait: "
                    + $"kws datasets correct {mark.DataSet} makes a version with them")
                .WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }
}
