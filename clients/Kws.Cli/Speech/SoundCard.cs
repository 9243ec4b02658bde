using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Speech;

/// <summary>Plays mono s16le audio through <c>aplay</c> as it arrives.</summary>
internal sealed class SoundCard : IAsyncDisposable
{
    private readonly Process _player;

    private SoundCard(Process player) => _player = player;

    /// <exception cref="CommandFailedException"><c>aplay</c> is not installed.</exception>
    public static SoundCard Open(int sampleRateHz)
    {
        var rate = sampleRateHz.ToString(CultureInfo.InvariantCulture);
        try
        {
            return new SoundCard(
                Process.Start(
                    new ProcessStartInfo("aplay",
                        ["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", rate,
                            "-"])
                    { RedirectStandardInput = true })!);
        }
        catch (Win32Exception exception)
        {
            throw new CommandFailedException("'aplay' is not installed, so there is nothing to play through",
                "Write a file with --out FILE.wav, or on Debian: apt-get install alsa-utils", exception);
        }
    }

    public async Task PlayAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        try
        {
            await _player.StandardInput.BaseStream.WriteAsync(pcm, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new CommandFailedException("'aplay' stopped; its message stands above",
                "Check the sound card (aplay -l), or write a file with --out FILE.wav.", exception);
        }
    }

    /// <summary>Waits until the last sample was heard.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        _player.StandardInput.Close();
        await _player.WaitForExitAsync(cancellationToken);
        if (_player.ExitCode != 0)
            throw new CommandFailedException($"'aplay' ended with {_player.ExitCode}",
                "Check the sound card (aplay -l), or write a file with --out FILE.wav.");
    }

    public ValueTask DisposeAsync()
    {
        if (!_player.HasExited)
            _player.Kill();
        _player.Dispose();
        return ValueTask.CompletedTask;
    }
}
