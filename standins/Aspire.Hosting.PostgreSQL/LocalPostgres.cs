using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>
/// Runs the installed PostgreSQL as a private server on loopback, with its data in its own folder. The
/// server refuses to run as root: then it runs as the user postgres or nobody.
/// </summary>
internal sealed class LocalPostgres(PostgresServerResource server) : ILocalServer
{
    public const string UserVariable = "POSTGRES_USER";
    public const string PasswordVariable = "POSTGRES_PASSWORD";

    public string DisplayName => "PostgreSQL";

    public string Program => "postgres";

    public string InstallAdvice => "install the package postgresql";

    public bool IsInstalled => BinaryFolder is not null;

    // Debian keeps a folder for each version: the newest one.
    private static string? BinaryFolder => Debian().Append(Path.GetDirectoryName(ExecutablePath.Find("initdb")))
        .FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));

    public async Task<LaunchSpec> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> given = context.Environment.Variables;
        Unprivileged? user = Unprivileged.WhenRoot();
        string folder = context.DataFolder;
        string binaries = BinaryFolder!;
        var cluster = new PostgresCluster(binaries, folder, user, context.Log);
        await cluster.InitializeAsync(given[UserVariable], given[PasswordVariable], cancellationToken).ConfigureAwait(false);
        string[] arguments =
        [
            Path.Combine(binaries, "postgres"), "-D", cluster.DataFolder,
            "-p", server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=localhost", "-c", "unix_socket_directories=",
        ];
        (string command, IReadOnlyList<string> all) = Unprivileged.Command(user, arguments);
        // SIGINT ends open connections and then the server; SIGTERM would wait for the clients.
        return new LaunchSpec(command, all, cluster.DataFolder) { StopSignal = Posix.SigInt };
    }

    private static IEnumerable<string?> Debian() => !Directory.Exists("/usr/lib/postgresql")
        ? []
        : Directory.EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"));
}
