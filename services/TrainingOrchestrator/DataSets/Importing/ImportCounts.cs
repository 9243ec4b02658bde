namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>How far an import is; read while it runs.</summary>
internal sealed class ImportCounts
{
    private long _received;
    private int _files;

    /// <summary>Bytes of the archive.</summary>
    public long ReceivedBytes => Volatile.Read(ref _received);

    /// <summary>Files that were checked.</summary>
    public int Files => Volatile.Read(ref _files);

    public DataSetFaults Faults { get; } = new();

    public void AddReceived(int bytes) => Interlocked.Add(ref _received, bytes);

    public void AddFile() => Interlocked.Increment(ref _files);
}
