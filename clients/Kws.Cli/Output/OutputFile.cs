using Kws.Cli.CommandLine;

namespace Kws.Cli.Output;

/// <summary>Writes result files; <c>-</c> is standard output. A file appears whole or not at all.</summary>
internal static class OutputFile
{
    public static async Task WriteAsync(
        CliContext context,
        string path,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        if (path == "-")
        {
            await using var output = context.OpenStandardOutput();
            await output.WriteAsync(content, cancellationToken);
            return;
        }

        var partial = $"{path}.{Environment.ProcessId}.part";
        try
        {
            await File.WriteAllBytesAsync(partial, content, cancellationToken);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
