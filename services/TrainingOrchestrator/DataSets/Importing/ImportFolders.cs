using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>Temporary folders of imports. Whoever works in one holds a lock on it, so that what a killed process left
/// behind is told apart, whichever process it was.</summary>
internal sealed class ImportFolders(IOptions<ImportOptions> options)
{
    private const string LockSuffix = ".lock";

    private string Root => options.Value.Folder;

    /// <summary>A new folder, deleted when the result is disposed.</summary>
    public ImportFolder Create()
    {
        CreateFolder(Root);
        var path = Path.Combine(Root, Guid.NewGuid().ToString("N"));
        var held = Hold(path + LockSuffix, FileMode.CreateNew);
        CreateFolder(path);
        return new ImportFolder(path, held);
    }

    /// <summary>Deletes the folders that nobody works in.</summary>
    /// <returns>How many there were.</returns>
    public int Sweep()
    {
        var swept = 0;
        if (!Directory.Exists(Root))
            return swept;
        foreach (var path in Directory.GetFiles(Root, "*" + LockSuffix))
        {
            try
            {
                using var left = new ImportFolder(path[..^LockSuffix.Length], Hold(path, FileMode.Open));
                swept++;
            }
            catch (IOException)
            {
                // Another import works in it.
            }
        }

        return swept;
    }

    // What people recorded is read by the service's own account alone.
    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(
                path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream Hold(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
}

/// <summary>A folder of one import.</summary>
internal sealed class ImportFolder(string path, FileStream held) : IDisposable
{
    public string Path => path;

    /// <summary>Deletes it with all that it holds; the lock goes last.</summary>
    public void Dispose()
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        File.Delete(held.Name);
        held.Dispose();
    }
}
