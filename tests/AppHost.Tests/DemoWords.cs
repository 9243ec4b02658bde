using System.Diagnostics;

namespace AppHost.Tests;

/// <summary>A device that speaks the ten demo words (espeak-ng) and streams them in real time: <c>kws demo</c>.</summary>
internal sealed class DemoWords : IDisposable
{
    private readonly Process _kws;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public DemoWords(string audioInference)
    {
        var start = new ProcessStartInfo("dotnet", [AppHostProgram.Kws, "demo"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KWS_SERVER"] = audioInference;
        _kws = Process.Start(start)!;
        _output = _kws.StandardOutput.ReadToEndAsync();
        _error = _kws.StandardError.ReadToEndAsync();
    }

    /// <summary>Fails, showing the table, unless each word was heard once and nothing else.</summary>
    public async Task MustAllBeHeardAsync()
    {
        await _kws.WaitForExitAsync().WithTimeout(TimeSpan.FromSeconds(120));
        string output = await _output.WithTimeout();
        string error = await _error.WithTimeout();
        Assert.True(output.Contains("10 of 10 words heard right, 0 false alarms", StringComparison.Ordinal), output + error);
    }

    public void Dispose()
    {
        if (!_kws.HasExited)
            _kws.Kill(entireProcessTree: true);
        _kws.Dispose();
    }
}
