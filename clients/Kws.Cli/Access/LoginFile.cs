using System.Text.Json;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Access;

/// <summary>What a login left: for its owner's eyes alone, and replaced as a whole.</summary>
/// <param name="Authority">The issuer.</param>
/// <param name="AccessToken">The last one.</param>
/// <param name="RenewAt">When to get the next.</param>
/// <param name="RefreshToken">Gets it, once.</param>
internal sealed record Login(Uri Authority, string AccessToken, DateTimeOffset RenewAt, string RefreshToken);

/// <summary>The file of the login: <c>kws/login.json</c> in the folder that the account has for the state of
/// programs.</summary>
internal sealed class LoginFile
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly string _path;

    private LoginFile(string path) => _path = path;

    /// <summary>Null: the account has no home.</summary>
    public static LoginFile? Find(Func<string, string?> variable)
    {
        var folder = variable("XDG_STATE_HOME") is { Length: > 0 } state ? state
            : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state")
            : variable("LOCALAPPDATA");
        return folder is { Length: > 0 } ? new LoginFile(Path.Combine(folder, "kws", "login.json")) : null;
    }

    public string FilePath => _path;

    /// <summary>Null: nobody is logged in.</summary>
    /// <exception cref="CommandFailedException">It cannot be read.</exception>
    public Login? Read()
    {
        if (!File.Exists(_path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Login>(File.ReadAllBytes(_path), OAuthJson.Options)
                is { Authority.IsAbsoluteUri: true, AccessToken: not null, RefreshToken: not null } login
                ? login
                : throw NoLogin(null);
        }
        catch (JsonException e)
        {
            throw NoLogin(e);
        }
    }

    public void Write(Login login)
    {
        MakeFolder();
        var draft = $"{_path}.{Environment.ProcessId}";
        File.Delete(draft);
        using (var file = new FileStream(draft, Own(FileMode.CreateNew, FileShare.None)))
            JsonSerializer.Serialize(file, login, OAuthJson.Options);
        File.Move(draft, _path, overwrite: true);
    }

    public void Delete() => File.Delete(_path);

    /// <summary>Held while a refresh token is used, which is good once: of several programs one renews, and the others
    /// read what it got.</summary>
    public async Task<IDisposable> LockAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        MakeFolder();
        while (true)
        {
            try
            {
                return new FileStream($"{_path}.lock", Own(FileMode.OpenOrCreate, FileShare.None));
            }
            catch (IOException)
            {
                await Task.Delay(s_pause, timeProvider, cancellationToken);
            }
        }
    }

    private CommandFailedException NoLogin(Exception? inner) =>
        new($"{_path} is no login", "Log in again: kws login", inner);

    private void MakeFolder() => Directory.CreateDirectory(Path.GetDirectoryName(_path)!);

    private static FileStreamOptions Own(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnFile;
        return options;
    }
}
