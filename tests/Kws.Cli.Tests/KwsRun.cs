using System.Text;
using System.Text.Json;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests;

/// <summary>What one run of <c>kws</c> in this process returned and wrote.</summary>
internal sealed record KwsRun(int ExitCode, string Out, string Error)
{
    /// <summary>What was written to standard output as bytes.</summary>
    public byte[] Bytes { get; private init; } = [];

    /// <summary>Standard output as one JSON document.</summary>
    public JsonElement Json => JsonElement.Parse(Out);

    /// <summary>Standard output as a JSON value a line.</summary>
    public IReadOnlyList<JsonElement> JsonLines =>
        [.. Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    /// <summary>A context for parts of <c>kws</c>; what is not given goes nowhere.</summary>
    /// <param name="bytes">Gets what is written to standard output as bytes.</param>
    public static CliContext Context(TextWriter? output = null, TextWriter? error = null, Stream? bytes = null) => new()
    {
        Out = output ?? TextWriter.Null,
        Error = error ?? TextWriter.Null,
        OpenStandardInput = () => Stream.Null,
        OpenStandardOutput = () => bytes ?? Stream.Null,
        Variable = _ => null,
    };

    /// <summary>Runs <c>kws</c> with these arguments.</summary>
    public static Task<KwsRun> WithAsync(params string[] arguments) => WithAsync(arguments, []);

    /// <param name="input">Standard input.</param>
    public static Task<KwsRun> WithAsync(
        string[] arguments,
        byte[] input,
        CancellationToken cancellationToken = default) =>
        WithAsync(arguments, new MemoryStream(input), cancellationToken);

    /// <inheritdoc cref="WithAsync(string[], byte[], CancellationToken)"/>
    public static Task<KwsRun> WithAsync(
        string[] arguments,
        Stream input,
        CancellationToken cancellationToken = default) =>
        RunAsync(arguments, input, new StringWriter(), context => context, cancellationToken);

    /// <param name="output">Gets standard output as it is written.</param>
    public static Task<KwsRun> WithAsync(string[] arguments, StringWriter output) =>
        RunAsync(arguments, Stream.Null, output, context => context, default);

    /// <param name="change">Changes what the command may touch of its process.</param>
    public static Task<KwsRun> InAsync(Func<CliContext, CliContext> change, params string[] arguments) =>
        RunAsync(arguments, Stream.Null, new StringWriter(), change, default);

    private static async Task<KwsRun> RunAsync(
        string[] arguments, Stream input, StringWriter output, Func<CliContext, CliContext> change,
        CancellationToken cancellationToken)
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
        var exitCode = await KwsCommandLine.RunAsync(arguments, change(context), cancellationToken);
        return new KwsRun(exitCode, output + Encoding.Latin1.GetString(bytes.ToArray()),
            error.ToString())
        { Bytes = bytes.ToArray() };
    }
}
