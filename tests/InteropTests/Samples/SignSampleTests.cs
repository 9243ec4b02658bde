namespace Kws.InteropTests.Samples;

public sealed class SignSampleTests
{
    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task PythonSample_PicturesOfOneLetter_ReadThatLetterAndAWord()
    {
        var folder = RealData.Require("signs", "validation", "keptsecret", "L");
        string[] pictures = [.. Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(3)];
        await using var vision = await ServiceProcess.StartAsync("VisionInference");

        var printed =
            await PythonSamples.RunAsync("read_signs.py", ["--server", $"127.0.0.1:{vision.Port}", .. pictures]);

        Assert.Contains("letter L", printed, StringComparison.Ordinal);
        Assert.Contains("word ", printed, StringComparison.Ordinal);
    }
}
