namespace Kws.Cli.CommandLine;

/// <summary>What an exception means to the person at the shell.</summary>
internal static class FailureReport
{
    /// <summary>The exit code and the text for standard error.</summary>
    public static (int ExitCode, string Text) For(Exception exception, CancellationToken cancellation) => exception switch
    {
        OperationCanceledException when cancellation.IsCancellationRequested => (ExitCode.Interrupted, "stopped"),
        BadInputException => (ExitCode.BadInput, exception.Message),
        CommandFailedException => (ExitCode.Failure, exception.Message),
        FileNotFoundException or DirectoryNotFoundException => (ExitCode.BadInput, exception.Message),
        UnauthorizedAccessException or IOException => (ExitCode.Failure, exception.Message),
        _ => (ExitCode.Failure, $"unexpected {exception}\nThis is a defect; please report it with the lines above."),
    };
}
