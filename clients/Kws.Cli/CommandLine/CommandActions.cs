using System.CommandLine;

namespace Kws.Cli.CommandLine;

/// <summary>How a command's work is attached, so that every failure ends with its message and exit code.</summary>
internal static class CommandActions
{
    /// <summary>
    /// Sets the work of a command. It may throw <see cref="BadInputException"/> or
    /// <see cref="CommandFailedException"/>; see <see cref="FailureReport"/> for everything else.
    /// </summary>
    public static void SetWork(this Command command, CliContext context, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await work(parsed, cancellation);
            }
            catch (Exception exception)
            {
                (int exitCode, string text) = FailureReport.For(exception, cancellation);
                await context.Error.WriteLineAsync($"kws: {text}");
                return exitCode;
            }
        });

    /// <inheritdoc cref="SetWork(Command, CliContext, Func{ParseResult, CancellationToken, Task{int}})"/>
    public static void SetWork(this Command command, CliContext context, Func<ParseResult, CancellationToken, Task> work) =>
        command.SetWork(context, async (parsed, cancellation) =>
        {
            await work(parsed, cancellation);
            return ExitCode.Success;
        });
}
