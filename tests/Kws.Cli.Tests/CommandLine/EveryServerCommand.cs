using Kws.Cli.Audio;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.CommandLine;

/// <summary>Every command that calls a server, with good input from one folder.</summary>
public sealed class EveryServerCommand : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EveryServerCommand()
    {
        Directory.CreateDirectory(_folder["clips"]);
        File.WriteAllBytes(_folder["clips", "a.wav"], new Recording(16_000, new short[16_000]).ToWav());
        Directory.CreateDirectory(_folder["pictures", "A"]);
        File.WriteAllBytes(_folder["pictures", "A", "1.jpg"], ScriptedSigns.PictureOf('A'));
    }

    /// <summary>The commands by name, with the option that takes the server's address.</summary>
    public static TheoryData<string, string> Names => new()
    {
        { "demo", "--server" },
        { "listen", "--server" },
        { "classify", "--server" },
        { "features", "--feature-server" },
        { "model show", "--server" },
        { "health", "--server" },
        { "sign classify", "--vision-server" },
        { "sign read", "--vision-server" },
        { "sign demo", "--vision-server" },
        { "say", "--tts-server" },
        { "voices", "--tts-server" },
        { "models list", "--training-server" },
        { "models show", "--training-server" },
        { "models diff", "--training-server" },
        { "models promote", "--training-server" },
        { "models rollback", "--training-server" },
        { "train audio", "--training-server" },
        { "recordings mark", "--training-server" },
        { "datasets correct", "--training-server" },
        { "jobs watch", "--training-server" },
        { "jobs curves", "--training-server" },
        { "bench streams", "--server" },
        { "bench clips", "--server" },
        { "bench sign", "--vision-server" },
        { "bench speech", "--tts-server" },
    };

    /// <summary>A command line without the server's address.</summary>
    public string[] Arguments(string command) => [.. command.Split(' '), .. InputOf(command)];

    public void Dispose() => _folder.Dispose();

    private string[] InputOf(string command) => command switch
    {
        "demo" => ["--words", "yes", "--fast"],
        "listen" => [_folder["clips", "a.wav"], "--fast", "--retry-for", "0"],
        "classify" => [_folder["clips"]],
        "features" => [_folder["clips", "a.wav"]],
        "sign classify" or "sign read" => [_folder["pictures"]],
        "sign demo" => ["--pictures", _folder["pictures"], "--words", "A", "--fast"],
        "say" => ["hello", "--out", "-"],
        "models show" or "models promote" => ["small/1.3.0"],
        "models diff" => ["small/1.2.0", "small/1.3.0"],
        "train audio" => ["--dataset", "words"],
        "recordings mark" => ["recordings/yes/2026-11-28/a.wav", "--label", "no"],
        "datasets correct" => ["words"],
        "jobs watch" => ["job"],
        "jobs curves" => ["job", "--out", "-"],
        "bench streams" => ["--audio", _folder["clips"], "--streams", "2", "--connections", "1"],
        "bench clips" => ["--audio", _folder["clips"], "--concurrency", "1", "--connections", "1"],
        "bench sign" => ["--images", _folder["pictures"], "--concurrency", "1"],
        "bench speech" => ["--sentences", "1"],
        _ => [],
    };
}
