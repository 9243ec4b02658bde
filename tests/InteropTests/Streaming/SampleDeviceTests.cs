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

    [Trait("Duration", "Long")]
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
        var expected = Detection.Parse(await mesh.PrintedByKwsAsync());
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Detection.Parse(printed));
    }
}
