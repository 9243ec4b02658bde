using System.Diagnostics;

namespace AppHost.Tests;

/// <summary>The AppHost as its users start it: its own program, not the copy beside the tests.</summary>
internal static class AppHostProgram
{
    private static readonly DirectoryInfo s_output = new(AppContext.BaseDirectory);

    /// <summary>What <c>dotnet exec</c> runs.</summary>
    public static string Assembly { get; } = Repository.PathOf("AppHost", "bin", s_output.Parent!.Name, s_output.Name, "AppHost.dll");

    /// <summary>The <c>kws</c> program.</summary>
    public static string Kws { get; } = Repository.PathOf("clients", "Kws.Cli", "bin", s_output.Parent!.Name, s_output.Name, "kws.dll");

    /// <summary>Runs the AppHost with arguments until it ends by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WithTimeout();
        return (process.ExitCode, await output.WithTimeout(), await error.WithTimeout());
    }
}
