using System.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.CommandLine;

/// <summary>How a command's work is attached, so that every failure ends with its message and exit code.</summary>
internal static class CommandActions
{
    /// <summary>
    /// Sets the work of a command. It may throw <see cref="BadInputException"/> or
    /// <see cref="CommandFailedException"/>; see <see cref="FailureReport"/> for everything else.
    /// </summary>
    public static void SetWork(
        this Command command,
        CliContext context,
        Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await work(parsed, cancellationToken);
            }
            catch (Exception exception) when (exception is not ReaderGoneException)
            {
                (var exitCode, var text) = FailureReport.For(exception, cancellationToken);
                await context.Error.WriteLineAsync($"kws: {text}");
                return exitCode;
            }
        });

    /// <inheritdoc cref="SetWork(Command, CliContext, Func{ParseResult, CancellationToken, Task{int}})"/>
    public static void SetWork(
        this Command command,
        CliContext context,
        Func<ParseResult, CancellationToken, Task> work) =>
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            await work(parsed, cancellationToken);
            return ExitCode.Success;
        });
}
