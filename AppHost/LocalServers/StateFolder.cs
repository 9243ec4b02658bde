using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AppHost.LocalServers;

/// <summary>
/// The folder in which an AppHost keeps what must outlive it: the data of its servers together with their generated
/// passwords. It belongs to one running AppHost at a time: a second one gets a temporary folder, deleted at its end.
/// </summary>
/// <remarks>
/// <c>State:Folder</c> names it. Default: a folder under <c>$XDG_STATE_HOME/kws-aspire</c> (<c>~/.local/state</c>; for
/// root, whose home other users cannot enter, <c>/var/lib</c>) named after the AppHost's own folder.
/// </remarks>
internal sealed class StateFolder : IDisposable
{
    private const UnixFileMode Private =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Enterable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly ConditionalWeakTable<IDistributedApplicationBuilder, StateFolder> s_folders = [];

    private readonly FileStream? _lock;
    private readonly Lock _secrets = new();

    private StateFolder(string path, FileStream? folderLock)
    {
        Path = path;
        _lock = folderLock;
    }

    public string Path { get; }

    /// <summary>Whether the folder goes when the AppHost ends.</summary>
    public bool IsTemporary => _lock is null;

    /// <summary>The folder of the application being built.</summary>
    public static StateFolder For(IDistributedApplicationBuilder builder) =>
        s_folders.GetValue(builder, static builder =>
    {
        var folder = Open(builder.Configuration["State:Folder"] is { Length: > 0 } told
            ? told
            : DefaultPath(builder.AppHostDirectory));
        // By a factory, so that the application disposes of it.
        builder.Services.AddSingleton(_ => folder);
        return folder;
    });

    /// <summary>A folder for one server's files, for its owner alone.</summary>
    /// <param name="server">The server's name.</param>
    /// <param name="runsAsAnotherUser">The server does not run as root where the AppHost does: others may pass through
    /// the folder, and see nothing of it.</param>
    public string FolderFor(string server, bool runsAsAnotherUser = false) =>
        Create(System.IO.Path.Combine(Path, server), runsAsAnotherUser);

    /// <summary>A container volume for one server's data. Its name changes when the folder is deleted, so that data and
    /// password go together.</summary>
    public string VolumeFor(string server)
    {
        var folder = GetOrAddSecret("volumes", () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        return $"kws-aspire-{folder}-{server}";
    }

    /// <summary>A secret that stays the same while the folder lives; only its owner can read the file.</summary>
    public string GetOrAddSecret(string name, Func<string> generate)
    {
        lock (_secrets)
        {
            var path = System.IO.Path.Combine(Path, "secrets.json");
            var secrets = File.Exists(path)
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? []
                : [];
            if (secrets.TryGetValue(name, out var known))
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
        _lock?.Dispose();
        if (!IsTemporary)
            return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A server that is still closing its files; the system clears its temporary folder.
        }
    }

    internal static StateFolder Open(string path)
    {
        Create(path, isPassedThrough: true);
        try
        {
            return new StateFolder(path,
                new FileStream(
                    System.IO.Path.Combine(path, "lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None));
        }
        catch (IOException)
        {
            var temporary = System.IO.Path.Combine(System.IO.Path.GetTempPath(),
                "kws-aspire-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
            return new StateFolder(Create(temporary, isPassedThrough: true), folderLock: null);
        }
    }

    private static string Create(string path, bool isPassedThrough)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, isPassedThrough && Environment.IsPrivilegedProcess ? Enterable : Private);
        return path;
    }

    private static string DefaultPath(string appHostDirectory)
    {
        var folder = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(appHostDirectory));
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..8];
        return System.IO.Path.Combine(Root(), "kws-aspire", $"{System.IO.Path.GetFileName(folder)}-{mark}");
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } told)
            return told;
        return Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib"
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".local", "state");
    }

    private static FileStreamOptions NewPrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
