using System.Diagnostics;

namespace Kws.Cli.Tests.Output;

/// <summary>What shells do with standard output.</summary>
public sealed class StandardOutputTests
{
    [Fact]
    public async Task Program_WritesToAFileThatOthersWriteTo_LeavesTheirs()
    {
        using var folder = new TemporaryFolder();
        var file = folder["out.txt"];
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "(echo first; \"$0\" \"$1\" --help; echo then; \"$0\" \"$1\" --help; echo last) > \"$2\"",
                "dotnet", typeof(Cli.CommandLine.CliContext).Assembly.Location, file,
            },
        };
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync().WithTimeout();

        var lines = await File.ReadAllLinesAsync(file).WithTimeout();
        var help = lines[1..Array.IndexOf(lines, "then")];
        Assert.Equal(["first", .. help, "then", .. help, "last"], lines);
        Assert.True(help.Length > 10, $"{help.Length} lines of help");
    }
}
