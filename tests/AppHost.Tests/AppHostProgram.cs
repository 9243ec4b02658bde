using System.Diagnostics;

namespace Kws.AppHost.Tests;

/// <summary>The AppHost as its users start it: its own program, not the copy beside the tests.</summary>
internal static class AppHostProgram
{
    /// <summary>What <c>dotnet exec</c> runs.</summary>
    public static string Assembly { get; } = Repository.AssemblyOf("AppHost", "AppHost");

    /// <summary>The <c>kws</c> program.</summary>
    public static string Kws { get; } = Repository.AssemblyOf("clients/Kws.Cli", "kws");

    /// <summary>Runs the AppHost with arguments until it ends by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(FreePort.Address(), arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WithTimeout();
        return (process.ExitCode, await output.WithTimeout(), await error.WithTimeout());
    }

    /// <summary>How it is started, with its dashboard in clear text: a machine need not have a development
    /// certificate.</summary>
    public static ProcessStartInfo StartInfo(string dashboard, params string[] arguments)
    {
        // A shell's background job, as this test may be in, hands on that it ignores Ctrl+C; env undoes that.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0],
            [.. command.Skip(1), Assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["ASPNETCORE_URLS"] = dashboard;
        start.Environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = FreePort.Address();
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        return start;
    }
}
