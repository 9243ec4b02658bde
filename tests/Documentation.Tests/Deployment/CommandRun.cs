using System.Diagnostics;
using System.Text.Json;
using Kws.Documentation.Tests.CommandLines;

namespace Kws.Documentation.Tests.Deployment;

/// <summary>One run of a page's commands in a copy of the checkout, with stand-ins for what a machine without cluster,
/// engine and account lacks.</summary>
internal sealed class CommandRun : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    // A shell passes over what fails within a word, and tells no command that it does not know but on its errors.
    private const string Prelude = """
        set -eEuo pipefail
        trap 'echo "line $LINENO: $BASH_COMMAND failed" >>"$STAND_IN_FOLDER/faults"' ERR
        """;

    // Only what is part of bash: a command that is not there would come here again, and again.
    private const string InEveryShell = """
        command_not_found_handle() { echo "$1: no such command" >>"$STAND_IN_FOLDER/faults"; return 127; }
        """;

    private readonly TemporaryFolder _folder = new();

    /// <param name="machine">What <c>uname -m</c> says.</param>
    public CommandRun(string machine = "x86_64")
    {
        StandIns.Put(_folder.Path, machine);
        CheckoutCopy.Make(Checkout, _folder["programs"]);
        File.WriteAllText(_folder["in-every-shell"], InEveryShell);
    }

    /// <summary>The copy that the commands work in.</summary>
    public string Checkout => _folder["checkout"];

    /// <summary>What Python lacks for the stand-ins; empty: nothing.</summary>
    public static string Missing { get; } = FindMissing();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is wrong with a script's commands.</summary>
    /// <param name="script">Of bash.</param>
    /// <param name="folder">Of the checkout, in which it runs.</param>
    /// <param name="manifest">The AppHost's, where the CDK's app is asked for.</param>
    public async Task<string[]> FaultsOfAsync(string script, string folder = "", string manifest = "")
    {
        await File.WriteAllTextAsync(_folder["script"], $"{Prelude.Replace("\n", "; ")}; {script}").WithTimeout();
        var start = new ProcessStartInfo(StandIns.OnThisMachine("bash")!, [_folder["script"]])
        {
            WorkingDirectory = Path.Combine(Checkout, folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables(manifest))
            start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        var told = "";
        try
        {
            await shell.WaitForExitAsync().WithTimeout(s_patience);
            await output.WithTimeout();
            told = await errors.WithTimeout();
        }
        finally
        {
            if (!shell.HasExited)
                shell.Kill(entireProcessTree: true);
        }
        string[] faults = [.. Lines("faults"), .. Lines("kws").SelectMany(UnknownOfKws)];
        return shell.ExitCode != 0 && faults.Length == 0 ? [told.Trim()] : faults;
    }

    private static IEnumerable<string> UnknownOfKws(string call) =>
        CommandLineTests.Unknown(JsonSerializer.Deserialize<string[]>(call)!).Select(token => $"kws knows no {token}");

    private Dictionary<string, string> Variables(string manifest) => new()
    {
        ["PATH"] = _folder["programs"],
        ["HOME"] = _folder.Path,
        ["BASH_ENV"] = _folder["in-every-shell"],
        ["STAND_IN_FOLDER"] = _folder.Path,
        ["STAND_IN_CHECKOUT"] = Repository.Root,
        ["STAND_IN_PATH"] = Environment.GetEnvironmentVariable("PATH")!,
        ["STAND_IN_KUBECTL"] = StandIns.OnThisMachine("kubectl") ?? "",
        ["STAND_IN_DOTNET"] = StandIns.OnThisMachine("dotnet")!,
        ["STAND_IN_CDK_APP"] = Repository.AssemblyOf("deploy/aws", "kws-aws"),
        ["STAND_IN_MANIFEST"] = manifest,
    };

    private string[] Lines(string name) => File.Exists(_folder[name]) ? File.ReadAllLines(_folder[name]) : [];

    private static string FindMissing()
    {
        if (OperatingSystem.IsWindows() || StandIns.OnThisMachine("bash") is null || !File.Exists(StandIns.Python))
            return "the commands are a shell's, and their stand-ins need Python";
        string[] import = ["-c", "import botocore, jmespath, yaml"];
        using var python = Process.Start(new ProcessStartInfo(StandIns.Python, import)
        {
            RedirectStandardError = true,
        })!;
        python.StandardError.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0 ? "" : "python3-botocore or python3-yaml is not installed";
    }
}
