using System.Text;

namespace Kws.TrainingOrchestrator.Executors;

/// <summary>A job's log: lines of text, one after another from several readers, in one file that others may read
/// meanwhile.</summary>
internal sealed class JobLog : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly StreamWriter _file;

    public JobLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new StreamWriter(
            new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        { AutoFlush = true };
    }

    public async Task WriteLineAsync(string line)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            await _file.WriteLineAsync(line).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        _one.Dispose();
    }
}
