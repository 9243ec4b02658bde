using System.Diagnostics;

namespace Kws.Tts.Engines.Espeak;

/// <summary>A process of this program that speaks (<see cref="EspeakWorkerProgram"/>), and its pipes.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    // A shell's codes: 128 and the signal.
    private const int Killed = 128 + 9;
    private const int Terminated = 128 + 15;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private WorkerProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        _errors = LastLineAsync(process.StandardError);
    }

    public int Id { get; }

    /// <summary>What the worker reads.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What the worker writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    public bool HasExited => _process.HasExited;

    /// <summary>Whether somebody killed it: no fault of what it spoke. False while it runs.</summary>
    public bool WasEndedFromOutside => _process.HasExited && _process.ExitCode is 0 or Killed or Terminated;

    /// <exception cref="EngineUnavailableException">No process could be started.</exception>
    public static WorkerProcess Start()
    {
        try
        {
            return new WorkerProcess(Process.Start(StartInfo())!);
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            throw new EngineUnavailableException($"the speech worker did not start: {exception.Message}", exception);
        }
    }

    /// <summary>The last line of its standard error, when it has ended or does so soon.</summary>
    public async Task<string> FaultAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(EndLimit);
            return await _errors.WaitAsync(EndLimit);
        }
        catch (TimeoutException)
        {
            return "";
        }
    }

    /// <summary>Lets the process end; kills it when it does not, or <paramref name="atOnce"/>.</summary>
    public async Task EndAsync(bool atOnce)
    {
        try
        {
            if (!atOnce)
            {
                await Input.DisposeAsync();
                await _process.WaitForExitAsync().WaitAsync(EndLimit);
            }
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // It is killed.
        }
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
    }

    public void Dispose() => _process.Dispose();

    private static ProcessStartInfo StartInfo()
    {
        var executable = Environment.ProcessPath!;
        var info = new ProcessStartInfo()
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false
        };
        // Under a test host or 'dotnet Tts.dll' the running executable is not the service itself.
        if (Path.GetFileNameWithoutExtension(executable) == "Tts")
        {
            info.FileName = executable;
        }
        else
        {
            info.FileName = Path.GetFileNameWithoutExtension(executable) == "dotnet" ? executable : "dotnet";
            info.ArgumentList.Add(typeof(EspeakWorker).Assembly.Location);
        }
        info.ArgumentList.Add(EspeakWorkerProgram.Argument);
        // A worker speaks and nothing else: no diagnostics port, one small heap, quick start.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_TieredPGO"] = "0";
        return info;
    }

    private static async Task<string> LastLineAsync(StreamReader lines)
    {
        var last = "";
        while (await lines.ReadLineAsync() is { } line)
            last = line.Length > 0 ? line : last;
        return last;
    }
}
