namespace Kws.Cli.CommandLine;

/// <summary>What is told of input that is used, but not as it is.</summary>
internal static class InputWarnings
{
    /// <summary>Writes a line to standard error.</summary>
    /// <param name="source">The file, or - for standard input.</param>
    public static void Warn(this CliContext context, string source, string warning) =>
        context.Error.WriteLine($"kws: {source}: warning: {warning}");

    /// <summary>Writes a line a warning to standard error.</summary>
    public static void Warn(this CliContext context, string source, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            context.Warn(source, warning);
    }
}
