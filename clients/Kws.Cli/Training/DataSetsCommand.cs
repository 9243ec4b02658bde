using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary><c>kws datasets</c>: what models are trained on.</summary>
internal static class DataSetsCommand
{
    public static Command Create(CliContext context) => new("datasets", "Bring data sets to the server, look at them")
    {
        DataSetImportCommand.Create(context),
        List(context),
        Show(context),
        DataSetPrepareCommand.Create(context),
        DataSetCorrectCommand.Create(context),
    };

    private static Command List(CliContext context)
    {
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var command = new Command("list", "All data sets, the newest version first") { json, server.Option };
        command.SetWork(context, (parsed, cancellationToken) => ServerSession.UseAsync(
            server.Resolve(parsed, context), cancellationToken, async channel =>
            {
                var answer = await new Kws.Training.V1.Training.TrainingClient(channel)
                    .ListDataSetsAsync(new ListDataSetsRequest(), cancellationToken: cancellationToken);
                Report.OfDocument(answer.Versions.Select(version => DataSetTable.ToDocument(version)))
                    .Add(DataSetTable.Of(answer.Versions)).WriteTo(context, parsed.GetValue(json));
            }));
        return command;
    }

    private static Command Show(CliContext context)
    {
        var (server, json) = (ServerAddress.OfTraining(), CommonOptions.Json());
        var name = Name();
        var command = new Command("show", "One data set and its labels") { name, json, server.Option };
        command.SetWork(context, (parsed, cancellationToken) =>
        {
            var (dataSet, number) = DataSetName.Parse("NAME", parsed.GetValue(name)!);
            return ServerSession.UseAsync(server.Resolve(parsed, context), cancellationToken, async channel =>
            {
                var client = new Kws.Training.V1.Training.TrainingClient(channel);
                var version = await client.GetDataSetAsync(
                    new GetDataSetRequest { Name = dataSet, Version = number }, cancellationToken: cancellationToken);
                var corrections = await client.ListCorrectionsAsync(
                    new ListCorrectionsRequest { DataSet = dataSet }, cancellationToken: cancellationToken);
                var report = Report.OfDocument(DataSetTable.ToDocument(version, corrections))
                    .Add(DataSetTable.Of([version])).Add(DataSetTable.LabelsOf(version));
                if (corrections.Waiting > 0)
                    report.Add($"{corrections.Waiting} corrections wait: kws datasets correct {dataSet} takes them up")
                        .Add(DataSetTable.Of(corrections));
                report.WriteTo(context, parsed.GetValue(json));
            });
        });
        return command;
    }

    internal static Argument<string> Name() =>
        new("NAME") { Description = "The data set, or NAME:VERSION for an older one" };
}
