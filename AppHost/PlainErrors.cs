namespace Kws.AppHost;

/// <summary>What a user can mend is told in words, without a stack trace.</summary>
internal static class PlainErrors
{
    /// <summary>From now on an unhandled <see cref="DistributedApplicationException"/> prints its message and ends with
    /// exit code 1.</summary>
    public static void Tell() => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (Innermost(unhandled.ExceptionObject as Exception) is not DistributedApplicationException exception)
            return;
        Console.Error.WriteLine(exception.Message);
        Environment.Exit(1);
    };

    private static Exception? Innermost(Exception? exception)
    {
        while (exception is AggregateException { InnerExceptions: [var only] })
            exception = only;
        return exception;
    }
}
