using System.Diagnostics;
using System.Text;

namespace Kws.AppHost.Tests;

/// <summary>A device that speaks the ten demo words (espeak-ng) and streams them in real time: <c>kws
/// demo</c>.</summary>
internal sealed class DemoWords : IDisposable
{
    private readonly Process _kws;
    private readonly Lock _gate = new();
    private readonly StringBuilder _said = new();

    public DemoWords(string audioInference)
    {
        var start = new ProcessStartInfo("dotnet", [AppHostProgram.Kws, "demo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["KWS_SERVER"] = audioInference;
        _kws = Process.Start(start)!;
        _kws.OutputDataReceived += (_, line) => Keep(line.Data);
        _kws.ErrorDataReceived += (_, line) => Keep(line.Data);
        _kws.BeginOutputReadLine();
        _kws.BeginErrorReadLine();
    }

    private string Said
    {
        get
        {
            lock (_gate)
                return _said.ToString();
        }
    }

    /// <summary>Returns when it streams: a busy machine takes seconds to start it.</summary>
    public async Task StreamsAsync()
    {
        for (var tries = 0; !Said.Contains("connected:", StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 600 && !_kws.HasExited, $"it does not stream: {Said}");
            await Task.Delay(100);
        }
    }

    /// <summary>Fails, showing the table, unless each word was heard once and nothing else.</summary>
    public async Task MustAllBeHeardAsync()
    {
        await _kws.WaitForExitAsync().WithTimeout(TimeSpan.FromSeconds(120));
        Assert.True(Said.Contains("10 of 10 words heard right, 0 false alarms", StringComparison.Ordinal), Said);
    }

    public void Dispose()
    {
        if (!_kws.HasExited)
            _kws.Kill(entireProcessTree: true);
        _kws.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_gate)
            _said.AppendLine(line);
    }
}
