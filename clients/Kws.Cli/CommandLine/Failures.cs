using Kws.Audio;
using Kws.Models;

namespace Kws.Cli.CommandLine;

/// <summary>What <c>kws</c> returns to the shell.</summary>
public static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command was right but did not succeed; standard error says what to do next.</summary>
    public const int Failure = 1;

    /// <summary>The input was wrong; standard error names the field, its value and the limit.</summary>
    public const int BadInput = 2;

    /// <summary>Nobody reads the results any more, as shells report it (SIGPIPE).</summary>
    public const int ReaderGone = 141;

    /// <summary>Stopped by Ctrl+C or SIGTERM, as shells report it.</summary>
    public const int Interrupted = 130;
}

/// <summary>Input that <c>kws</c> or a server refuses. Ends the command with <see cref="ExitCode.BadInput"/>.</summary>
public sealed class BadInputException : Exception
{
    /// <param name="field">The option, argument or file part at fault, as the user wrote it.</param>
    /// <param name="limit">What would be accepted.</param>
    public BadInputException(string field, string value, string limit)
        : base($"{field}: '{value}' is not allowed; {limit}")
    {
    }

    /// <param name="refusal">A server's own words, which name field, value and limit.</param>
    public BadInputException(string refusal, Exception inner)
        : base(refusal, inner)
    {
    }
}

/// <summary>A command that could not be carried out. Ends it with <see cref="ExitCode.Failure"/>.</summary>
/// <param name="nextStep">What the user can do about it.</param>
public sealed class CommandFailedException(string what, string nextStep, Exception? inner = null)
    : Exception($"{what}\n{nextStep}", inner);

/// <summary>What an exception means to the person at the shell.</summary>
internal static class FailureReport
{
    /// <summary>The exit code and the text for standard error.</summary>
    public static (int ExitCode, string Text) For(Exception exception, CancellationToken cancellationToken) =>
        exception switch
        {
            OperationCanceledException when cancellationToken.IsCancellationRequested =>
                (ExitCode.Interrupted, "stopped"),
            BadInputException or InvalidModelPackageException or InvalidAudioException =>
                (ExitCode.BadInput, exception.Message),
            CommandFailedException => (ExitCode.Failure, exception.Message),
            FileNotFoundException or DirectoryNotFoundException => (ExitCode.BadInput, exception.Message),
            UnauthorizedAccessException or IOException => (ExitCode.Failure, exception.Message),
            _ => (ExitCode.Failure,
                $"unexpected {exception}\nThis is a defect; please report it with the lines above."),
        };
}
