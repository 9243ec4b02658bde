using System.CommandLine;
using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Training.V1;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.Cli.Training;

/// <summary><c>kws jobs curves</c>: what a job's epochs brought, as a picture.</summary>
internal static class JobCurvesCommand
{
    public static Command Create(CliContext context)
    {
        var server = ServerAddress.OfTraining();
        var id = new Argument<string>("JOB") { Description = "The job's id" };
        var output = new Option<string>("--out")
        {
            Description = "The PNG file; - for standard output",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command("curves", "Draw loss and accuracy of a job's epochs so far")
        {
            id, output, server.Option,
        };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var (job, curves) = await ServerSession.UseAsync(
                server.Resolve(parsed, context), cancellationToken,
                channel => ReadAsync(new Client(channel), parsed.GetValue(id)!, cancellationToken));
            await curves.WriteAsync(context, parsed.GetValue(output)!, TitleOf(job), cancellationToken);
        });
        return command;
    }

    /// <summary>What stands above the curves.</summary>
    public static string TitleOf(Job job) =>
        $"{job.ModelName} by recipe {job.Recipe} on {job.DataSet}:{job.DataSetVersion}";

    private static async Task<(Job Job, LearningCurves Curves)> ReadAsync(
        Client client, string id, CancellationToken cancellationToken)
    {
        var job = await client.GetJobAsync(new GetJobRequest { Id = id }, cancellationToken: cancellationToken);
        if (job.Progress is not { } last)
            throw new BadInputException(
                "JOB", id, $"a job that has finished an epoch; this one is {JobTable.NameOf(job.State)} and has none");
        var curves = new LearningCurves();
        using var watch = client.WatchJob(new WatchJobRequest { Id = id }, cancellationToken: cancellationToken);
        await foreach (var change in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (change.Progress is not { } epoch)
                continue;
            curves.Add(epoch);
            // One that still trains is not waited for.
            if (epoch.At >= last.At)
                break;
        }

        return (job, curves);
    }
}
