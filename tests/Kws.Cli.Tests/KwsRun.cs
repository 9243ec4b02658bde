using System.Text;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests;

/// <summary>What one run of <c>kws</c> in this process returned and wrote.</summary>
internal sealed record KwsRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs <c>kws</c> with these arguments.</summary>
    public static Task<KwsRun> WithAsync(params string[] arguments) => WithAsync(arguments, []);

    /// <param name="input">Standard input.</param>
    public static Task<KwsRun> WithAsync(string[] arguments, byte[] input, CancellationToken cancellation = default) =>
        WithAsync(arguments, new MemoryStream(input), cancellation);

    /// <inheritdoc cref="WithAsync(string[], byte[], CancellationToken)"/>
    public static Task<KwsRun> WithAsync(string[] arguments, Stream input, CancellationToken cancellation = default) =>
        RunAsync(arguments, input, new StringWriter(), cancellation);

    /// <param name="output">Gets standard output as it is written.</param>
    public static Task<KwsRun> WithAsync(string[] arguments, StringWriter output) => RunAsync(arguments, Stream.Null, output, default);

    private static async Task<KwsRun> RunAsync(string[] arguments, Stream input, StringWriter output, CancellationToken cancellation)
    {
        using var error = new StringWriter();
        var bytes = new MemoryStream();
        var context = new CliContext
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            OpenStandardInput = () => input,
            OpenStandardOutput = () => bytes,
            Variable = _ => null,
        };
        int exitCode = await KwsCommandLine.RunAsync(arguments, context, cancellation);
        return new KwsRun(exitCode, output + Encoding.Latin1.GetString(bytes.ToArray()), error.ToString());
    }
}
