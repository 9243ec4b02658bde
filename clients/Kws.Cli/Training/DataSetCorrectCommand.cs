using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Training;

/// <summary><c>kws datasets correct</c>: a version of the newest one's files and the recordings that were
/// marked.</summary>
internal static class DataSetCorrectCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The data set" };
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var command = new Command("correct", "Make a version with the recordings that were marked")
        {
            name, json, server.Option,
        };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var corrected = await new DataSetCorrector(context).CorrectAsync(
                server.Resolve(parsed, context), parsed.GetValue(name)!, cancellationToken);
            Report.OfDocument(new
            {
                Version = DataSetTable.ToDocument(corrected.Version),
                corrected.Taken,
                SetAside = corrected.SetAside.Select(aside =>
                    new { aside.Correction.Key, aside.Correction.Label, aside.Reason }),
            })
                .Add(DataSetCorrector.Summary(corrected))
                .Add(DataSetTable.Of([corrected.Version])).Add(DataSetTable.LabelsOf(corrected.Version))
                .WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }
}
