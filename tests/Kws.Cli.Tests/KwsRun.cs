using System.Text;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests;

/// <summary>What one run of <c>kws</c> in this process returned and wrote.</summary>
internal sealed record KwsRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs <c>kws</c> with these arguments.</summary>
    public static Task<KwsRun> WithAsync(params string[] arguments) => WithAsync(arguments, []);

    /// <param name="input">Standard input.</param>
    public static async Task<KwsRun> WithAsync(string[] arguments, byte[] input, CancellationToken cancellation = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var bytes = new MemoryStream();
        var context = new CliContext
        {
            Out = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            OpenStandardInput = () => new MemoryStream(input),
            OpenStandardOutput = () => bytes,
            Variable = _ => null,
        };
        int exitCode = await KwsCommandLine.RunAsync(arguments, context, cancellation);
        return new KwsRun(exitCode, output + Encoding.Latin1.GetString(bytes.ToArray()), error.ToString());
    }
}
