using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Has the server make a version of a data set with the corrections that wait. Progress goes to standard
/// error, with the recordings that are set aside.</summary>
internal sealed class DataSetCorrector(CliContext context)
{
    /// <exception cref="BadInputException">No such data set, or files that together make none.</exception>
    public Task<CorrectedDataSet> CorrectAsync(
        ServerEndpoint server, string dataSet, CancellationToken cancellationToken) =>
        ServerSession.UseAsync(server, cancellationToken, async channel =>
        {
            using var call = new Kws.Training.V1.Training.TrainingClient(channel).CorrectDataSet(
                new CorrectDataSetRequest { DataSet = dataSet }, cancellationToken: cancellationToken);
            CorrectedDataSet? corrected = null;
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                corrected = response.Corrected ?? corrected;
                if (response.Progress is { Files: > 0 } progress && !context.ErrorIsRedirected)
                    await context.Error.WriteAsync($"\rfiles brought: {progress.Files}");
            }

            if (!context.ErrorIsRedirected)
                await context.Error.WriteAsync("\r");
            await TellAsync(corrected ?? throw new CommandFailedException(
                "the server ended without a version", "Look at its log."));
            return corrected;
        });

    /// <summary>What came of it, in a line.</summary>
    public static string Summary(CorrectedDataSet corrected) => (corrected.Taken, corrected.Version.Existed) switch
    {
        (0, _) when corrected.SetAsideTotal == 0 => "nothing new: no corrections wait",
        (0, _) => "nothing new: no correction can be used",
        (_, true) => $"nothing new: version {corrected.Version.Version} has them",
        _ => $"a new version with {corrected.Taken} corrections",
    };

    private async Task TellAsync(CorrectedDataSet corrected)
    {
        foreach (var aside in corrected.SetAside)
            await context.Error.WriteLineAsync(
                $"set aside: {aside.Correction.Key} as '{aside.Correction.Label}': {aside.Reason}");
        if (corrected.SetAsideTotal > corrected.SetAside.Count)
            await context.Error.WriteLineAsync(
                $"set aside: {corrected.SetAsideTotal - corrected.SetAside.Count} more; the server's log has all");
    }
}
