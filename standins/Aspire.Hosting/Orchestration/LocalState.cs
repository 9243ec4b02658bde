using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The folder in which an AppHost keeps what must outlive it: generated passwords and the data of
/// private servers. It lies under XDG_STATE_HOME (default: ~/.local/state; for root, whose home other
/// users cannot enter, /var/lib) and belongs to one running AppHost at a time: a second one, and every
/// test, gets a temporary folder.
/// </summary>
internal sealed class LocalState : IDisposable
{
    /// <summary>Configuration key: true takes a temporary folder.</summary>
    internal const string TemporaryKey = "AppHost:TemporaryState";

    // By what a builder and those that wrap it share.
    private static readonly ConcurrentDictionary<IServiceCollection, LocalState> States = new(ReferenceEqualityComparer.Instance);

    private readonly FileStream? _lock;
    private readonly Lock _secrets = new();

    private LocalState(string folder, FileStream? folderLock)
    {
        Folder = folder;
        _lock = folderLock;
    }

    public string Folder { get; }

    /// <summary>Whether the folder goes when the AppHost ends.</summary>
    public bool IsTemporary => _lock is null;

    /// <summary>The state of the application being built.</summary>
    public static LocalState For(IDistributedApplicationBuilder builder) => States.GetOrAdd(builder.Services, _ => Open(builder));

    /// <summary>A folder for one resource's files.</summary>
    public string FolderFor(string resourceName) => Directory.CreateDirectory(Path.Combine(Folder, resourceName)).FullName;

    /// <summary>A secret that stays the same while the folder lives.</summary>
    public string GetOrAddSecret(string name, Func<string> generate)
    {
        lock (_secrets)
        {
            string path = Path.Combine(Folder, "secrets.json");
            Dictionary<string, string> secrets = File.Exists(path)
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? []
                : [];
            if (secrets.TryGetValue(name, out string? known))
                return known;
            secrets[name] = generate();
            using (var file = new FileStream(path + ".new", NewPrivateFile()))
                JsonSerializer.Serialize(file, secrets);
            File.Move(path + ".new", path, overwrite: true);
            return secrets[name];
        }
    }

    public void Dispose()
    {
        foreach ((IServiceCollection services, LocalState state) in States)
            if (state == this)
                States.TryRemove(services, out _);
        _lock?.Dispose();
        if (!IsTemporary)
            return;
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A server that is still closing its files; the system clears its temporary folder.
        }
        catch (UnauthorizedAccessException)
        {
            // As above.
        }
    }

    private static LocalState Open(IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue(TemporaryKey, false))
            return Temporary();
        string folder = Path.Combine(Root(), "aspire-apphost", NameOf(builder.AppHostDirectory));
        CreateEnterable(folder);
        try
        {
            return new LocalState(folder, new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return Temporary();
        }
    }

    private static LocalState Temporary()
    {
        string folder = Path.Combine(Path.GetTempPath(), "aspire-apphost-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        CreateEnterable(folder);
        return new LocalState(folder, folderLock: null);
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } configured)
            return configured;
        return Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib"
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
    }

    // A server that must not run as root runs as another user, who has to pass through; files are private.
    private static void CreateEnterable(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private static FileStreamOptions NewPrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static string NameOf(string appHostDirectory)
    {
        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(appHostDirectory));
        return $"{Path.GetFileName(path)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8]}";
    }
}
