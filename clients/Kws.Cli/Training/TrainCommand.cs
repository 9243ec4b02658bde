using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary><c>kws train audio|vision</c>: a data set to a model in the registry.</summary>
internal static class TrainCommand
{
    public static Command Create(CliContext context) => new("train", "Train a model and follow the job to its end")
    {
        Of(context, "audio", TrainingTask.KeywordSpotting, "own-words", "Train a keyword model"),
        Of(context, "vision", TrainingTask.SignLetters, "own-signs", "Train a model of signed letters"),
    };

    private static Command Of(
        CliContext context, string name, TrainingTask task, string recipe, string description)
    {
        var server = ServerAddress.OfTraining();
        var options = new TrainOptions(recipe);
        var json = CommonOptions.Json();
        var command = new Command(name, description) { json, server.Option };
        options.AddTo(command, isSpoken: task == TrainingTask.KeywordSpotting);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var request = options.Read(parsed, task);
            var curves = options.Curves(parsed);
            var endpoint = server.Resolve(parsed, context);
            var asJson = parsed.GetValue(json);
            await options.Data.BringAsync(
                parsed, request, new DataSetImporter(context, asJson), endpoint, context, cancellationToken);
            var job = await ServerSession.UseAsync(endpoint, cancellationToken, async channel =>
                await new Kws.Training.V1.Training.TrainingClient(channel)
                    .SubmitJobAsync(request, cancellationToken: cancellationToken));
            await context.Error.WriteLineAsync($"job {job.Id}: {job.ModelName} by recipe {job.Recipe} on "
                + $"{job.DataSet} version {job.DataSetVersion}, executor {job.Executor}");
            if (!options.IsDetached(parsed))
                return await FollowAsync(context, endpoint, asJson, job, curves, cancellationToken);
            await context.Out.WriteLineAsync(job.Id);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<int> FollowAsync(
        CliContext context, ServerEndpoint endpoint, bool asJson, Job job, string? curves,
        CancellationToken cancellationToken)
    {
        var follower = new JobFollower(context, endpoint, asJson);
        var exitCode = await follower.FollowAsync(job.Id, cancellationToken);
        if (!asJson && exitCode != ExitCode.Interrupted && job.Extends.Length > 0)
            await NewWordReport.WriteAsync(context, endpoint, job.Id, cancellationToken);
        if (curves is null)
            return exitCode;
        if (exitCode == ExitCode.Interrupted)
            await context.Error.WriteLineAsync($"{curves} is not drawn: kws jobs curves {job.Id} --out {curves} does");
        else if (follower.Curves.IsEmpty)
            await context.Error.WriteLineAsync($"{curves} is not drawn: the job has finished no epoch");
        else
            await follower.Curves.WriteAsync(context, curves, JobCurvesCommand.TitleOf(job), cancellationToken);
        return exitCode;
    }
}
