using System.Runtime.CompilerServices;

namespace Kws.Storage;

/// <summary>Objects as files below a folder: the key is the relative path.</summary>
/// <remarks>
/// An object is written beside the others and renamed when it is on the disk, so readers and crashes see it whole
/// or not at all. Files and folders that it makes are its own account's alone (0600, 0700). One key may not lie below
/// another ("a" and "a/b"): the second is refused.
/// </remarks>
public sealed class DirectoryObjectStore : IObjectStore
{
    // No key segment begins with '.', so no object can be here.
    private const string Incoming = ".incoming";
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);
    private readonly string _root;

    /// <param name="root">Made when it is absent.</param>
    /// <param name="timeProvider">Decides which half-written files of a crashed process are old; null: the
    /// system's.</param>
    /// <exception cref="ObjectStoreException">The folder cannot be made.</exception>
    public DirectoryObjectStore(string root, TimeProvider? timeProvider = null)
    {
        _root = Path.GetFullPath(root);
        Guard("open it", () =>
        {
            // Nothing else is made before something is stored, so that a read-only folder can be read.
            CreateFolder(_root);
            var drafts = new DirectoryInfo(_root).EnumerateDirectories(Incoming)
                .SelectMany(folder => folder.EnumerateFiles());
            foreach (var file in drafts.Where(file =>
                (timeProvider ?? TimeProvider.System).GetUtcNow() - file.LastWriteTimeUtc > Forgotten))
                file.Delete();
        });
    }

    public string Location => $"directory {_root}";

    public async Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        var draft = Path.Combine(_root, Incoming, Guid.NewGuid().ToString("N"));
        try
        {
            CreateFolder(Path.GetDirectoryName(draft)!);
            await WriteAsync(draft, content, cancellationToken).ConfigureAwait(false);
            CreateFolder(Path.GetDirectoryName(path)!);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"store '{key}'", Location, e);
        }
        finally
        {
            if (File.Exists(draft))
                File.Delete(draft);
        }
    }

    public Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            return Task.FromResult<Stream>(new FileStream(
                PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 64 * 1024,
                    useAsync: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ObjectNotFoundException(key, Location, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"open '{key}'", Location, e);
        }
    }

    public Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? Describe(key, file) : null);
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKey.CheckPrefix(prefix);
        // Only the folder that the prefix names need be walked.
        var folder =
            Path.Combine(_root, prefix[..(prefix.LastIndexOf('/') + 1)].Replace('/', Path.DirectorySeparatorChar));
        var files = await Task.Run(() => Guard("list it", () => Find(folder, prefix)), cancellationToken)
            .ConfigureAwait(false);
        foreach (var (key, file) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Exists)
                yield return Describe(key, file);
        }
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        Guard($"delete '{key}'", () =>
        {
            if (File.Exists(PathOf(key)))
                File.Delete(PathOf(key));
        });
        return Task.CompletedTask;
    }

    private static async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 64 * 1024,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            // Renamed before it is on the disk, a file may be empty after a power cut.
            file.Flush(flushToDisk: true);
        }
    }

    // What people said, and where, is read by the service's own account alone.
    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private List<(ObjectKey Key, FileInfo File)> Find(string folder, string prefix)
    {
        var found = new List<(ObjectKey Key, FileInfo File)>();
        foreach (var file in new FolderWalk(_root).Files(folder))
        {
            var key = Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (key.StartsWith(prefix, StringComparison.Ordinal) && key.Split('/').All(ObjectKey.IsSegment))
                found.Add((new ObjectKey(key), file));
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Key.Value, b.Key.Value));
        return found;
    }

    private string PathOf(ObjectKey key) => Path.Combine(_root, key.Value.Replace('/', Path.DirectorySeparatorChar));

    private static StoredObject Describe(ObjectKey key, FileInfo file) => new(key, file.Length, file.LastWriteTimeUtc);

    private void Guard(string action, Action work) => Guard(action, () =>
    {
        work();
        return true;
    });

    private T Guard<T>(string action, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException(action, Location, e);
        }
    }
}
