using Kws.Cli.CommandLine;
using Kws.InteropTests.Samples;

namespace Kws.InteropTests.Streaming;

/// <summary>The sample devices of samples/, as their readers run them, against real processes.</summary>
public sealed class SampleDeviceTests(RunningMesh mesh) : IClassFixture<RunningMesh>
{
    [Fact]
    public async Task PythonSample_SameRecording_HearsWhatKwsHears()
    {
        var printed = await PythonSamples.RunAsync("listen.py", mesh.Recording, mesh.Authority);

        await AssertSameAsKwsAsync(printed);
    }

    [Fact]
    public async Task NodeSample_SameRecording_HearsWhatKwsHears()
    {
        var folder = Repository.PathOf("samples", "node");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@grpc", "grpc-js")))
            await SystemProgram.RunAsync("npm", ["ci", "--ignore-scripts", "--no-fund", "--no-audit"], folder);

        var printed =
            await SystemProgram.RunAsync("node", [Path.Combine(folder, "listen.mjs"), mesh.Recording, mesh.Authority]);

        await AssertSameAsKwsAsync(printed);
    }

    private async Task AssertSameAsKwsAsync(string printed)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CliContext
        {
            Out = output,
            Error = error,
            OpenStandardInput = () => Stream.Null,
            OpenStandardOutput = () => Stream.Null,
        };
        var exitCode = await KwsCommandLine.RunAsync(
            ["listen", mesh.Recording, "--server", mesh.Authority, "--fast", "--json"], context).WithTimeout();
        Assert.True(exitCode == 0, error.ToString());

        var expected = Detection.Parse(output.ToString());
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Detection.Parse(printed));
    }
}
