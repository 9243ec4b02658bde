using System.Diagnostics;
using System.Globalization;
using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Training;

/// <summary><c>kws train</c> as a person runs it: at a pseudo terminal, with keys pressed.</summary>
public sealed class TerminalTests(TrainingProcess server) : IClassFixture<TrainingProcess>
{
    // Types each key once its text was shown, and prints all that was shown and the exit code.
    private const string Script = """
        import os, pty, select, signal, sys, time
        keys = [pair.split("=>") for pair in sys.argv[1].split("|")]
        child, terminal = pty.fork()
        if child == 0:
            # A shell's background job hands on that it ignores Ctrl+C.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execvp(sys.argv[2], sys.argv[2:])
        shown, seen, end = b"", 0, time.monotonic() + 50
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    some = os.read(terminal, 65536)
                except OSError:
                    break
                if not some:
                    break
                shown += some
            if keys and (at := shown.find(keys[0][0].encode(), seen)) >= 0:
                seen = at + len(keys[0][0])
                os.write(terminal, keys.pop(0)[1].encode().decode("unicode_escape").encode())
        if keys:
            os.kill(child, 9)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(shown.decode(errors="replace"), "EXIT", code, "UNTYPED", keys)
        """;

    private const string CtrlC = "\\x03";

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task CtrlC_ThenDetach_LeavesTheJobRunningAndSaysHowToFollow()
    {
        var shown = await TypeAsync("terminal-detach", $"epoch 2 of=>{CtrlC}|[g]o on?=>d\\n");

        Assert.Contains("EXIT 130 UNTYPED []", shown, StringComparison.Ordinal);
        Assert.Contains("the job goes on: kws jobs watch", shown, StringComparison.Ordinal);
        Assert.Contains("[...", shown, StringComparison.Ordinal);
        Assert.Equal("training", await StateOfAsync("terminal-detach"));
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task CtrlC_ThenCancel_EndsTheJob()
    {
        var shown = await TypeAsync("terminal-cancel", $"epoch 2 of=>{CtrlC}|[g]o on?=>c\\n");

        Assert.Contains("EXIT 1 UNTYPED []", shown, StringComparison.Ordinal);
        Assert.Contains("cancelled: on request", shown, StringComparison.Ordinal);
        Assert.Equal("cancelled", await StateOfAsync("terminal-cancel"));
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task CtrlC_GoOnThenTwiceAgain_ShowsOnAndThenDetachesAtOnce()
    {
        // Epochs go on while it asks: any tenth one is waited for, since a certain one may be over.
        var shown = await TypeAsync("terminal-twice",
            $"epoch 2 of=>{CtrlC}|[g]o on?=>g\\n|0 of 1000=>{CtrlC}|[g]o on?=>{CtrlC}");

        Assert.Contains("EXIT 130 UNTYPED []", shown, StringComparison.Ordinal);
        Assert.Equal("training", await StateOfAsync("terminal-twice"));
    }

    private async Task<string> TypeAsync(string dataSet, string keys)
    {
        Skip.IfNot(File.Exists("/usr/bin/python3"), "python3 is not installed");
        await ImportAsync(dataSet);
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3",
        [
            "-c", Script, keys, "dotnet", Program(),
            "train", "audio", "--dataset", dataSet, "--set", "epochs=1000", "--set", "pause=0.05",
            "--training-server", server.Address,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["TERM"] = "xterm" },
        })!;
        var shown = await process.StandardOutput.ReadToEndAsync().WithTimeout();
        await process.WaitForExitAsync().WithTimeout();
        return shown;
    }

    // The program itself, not the copy beside the tests.
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Repository.PathOf("clients", "Kws.Cli", "bin", output.Parent!.Name, output.Name, "kws.dll");
    }

    // And ends it: another test's job waits for its place.
    private async Task<string?> StateOfAsync(string dataSet)
    {
        var list = await RunAsync("jobs", "list", "--json");
        var job = list.Json.EnumerateArray().Single(job => job.GetProperty("data_set").GetString() == dataSet);
        await RunAsync("jobs", "cancel", job.GetProperty("id").GetString()!);
        return job.GetProperty("state").GetString();
    }

    private async Task ImportAsync(string name)
    {
        using var folder = new TemporaryFolder();
        for (var file = 0; file < 8; file++)
        {
            var path = folder[file % 2 == 0 ? "yes" : "no",
                string.Create(CultureInfo.InvariantCulture, $"s{file / 2}_nohash_0.wav")];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(
                path, WavWriter.ToPcm16(16_000, TestSignals.Sine(300 + 100 * file, 16_000, 16_000)));
        }

        var run = await RunAsync("datasets", "import", folder.Path, "--name", name, "--task", "audio");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--training-server", server.Address]).WithTimeout();
}
