using Kws.Cli.CommandLine;

namespace Kws.InteropTests.Streaming;

/// <summary>FeatureExtraction and AudioInference as two processes, and a recording to stream to them.</summary>
public sealed class RunningMesh : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-interop-");
    private readonly Lazy<Task<string>> _printedByKws;
    private ServiceProcess? _features;
    private ServiceProcess? _audio;

    public RunningMesh() => _printedByKws = new(RunKwsAsync);

    /// <summary>HOST:PORT of AudioInference.</summary>
    public string Authority => $"127.0.0.1:{_audio!.Port}";

    /// <summary>Three words spoken by espeak-ng, as a 22.05 kHz WAV file.</summary>
    public string Recording => Path.Combine(_folder.FullName, "words.wav");

    /// <summary>What <c>kws listen --json</c> prints of the recording.</summary>
    public Task<string> PrintedByKwsAsync() => _printedByKws.Value;

    public async Task InitializeAsync()
    {
        _features = await ServiceProcess.StartAsync("FeatureExtraction");
        _audio = await ServiceProcess.StartAsync("AudioInference", 0,
            ("Features__Source", "Remote"), ("services__featureextraction__http__0", _features.Address));
        var ssml = "<speak><break time='1s'/>yes<break time='1500ms'/>left<break time='1500ms'/>stop<break " +
            "time='1500ms'/></speak>";
        await SystemProgram.RunAsync("espeak-ng", ["-m", "-v", "en-us", "-s", "150", "-w", Recording, ssml]);
    }

    public async Task DisposeAsync()
    {
        if (_audio is not null)
            await _audio.DisposeAsync();
        if (_features is not null)
            await _features.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<string> RunKwsAsync()
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
            ["listen", Recording, "--server", Authority, "--fast", "--json"], context).WithTimeout();
        Assert.True(exitCode == 0, error.ToString());
        return output.ToString();
    }
}
