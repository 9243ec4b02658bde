using System.Diagnostics;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>The data folder of a private server.</summary>
internal sealed class PostgresCluster(string binaryFolder, string folder, Unprivileged? user, ConsoleLog log)
{
    /// <summary>What the server is started with.</summary>
    public string DataFolder => Path.Combine(folder, "data");

    /// <summary>
    /// Makes the cluster on the first start. On later ones it checks that the installed version can read it;
    /// a password that changed meanwhile is set by making the cluster anew only when the folder is deleted.
    /// </summary>
    public async Task InitializeAsync(string userName, string password, CancellationToken cancellationToken)
    {
        string versionFile = Path.Combine(DataFolder, "PG_VERSION");
        if (File.Exists(versionFile))
        {
            await CheckVersionAsync(versionFile, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (Directory.Exists(DataFolder))
            Directory.Delete(DataFolder, recursive: true);
        string passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password + "\n", cancellationToken).ConfigureAwait(false);
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (user is not null)
            {
                Posix.ChangeOwner(folder, user.User, user.Group);
                Posix.ChangeOwner(passwordFile, user.User, user.Group);
            }

            await RunAsync(
                [
                    Path.Combine(binaryFolder, "initdb"), "-D", DataFolder, "-U", userName, $"--pwfile={passwordFile}",
                    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
                ],
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private async Task CheckVersionAsync(string versionFile, CancellationToken cancellationToken)
    {
        string made = (await File.ReadAllTextAsync(versionFile, cancellationToken).ConfigureAwait(false)).Trim();
        string installed = (await RunAsync([Path.Combine(binaryFolder, "postgres"), "--version"], cancellationToken).ConfigureAwait(false)).Trim();
        string version = installed.Split(' ').SkipWhile(word => word != "(PostgreSQL)").Skip(1).FirstOrDefault() ?? installed;
        if (version.Split('.')[0] != made)
            throw new DistributedApplicationException(
                $"PostgreSQL: the data in '{DataFolder}' was made by version {made}, and version {version} is installed. Install version {made}, or delete the folder and its data.");
    }

    private async Task<string> RunAsync(IReadOnlyList<string> commandLine, CancellationToken cancellationToken)
    {
        (string command, IReadOnlyList<string> arguments) = Unprivileged.Command(user, commandLine);
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        string said = await output.ConfigureAwait(false), complained = await errors.ConfigureAwait(false);
        foreach (string line in (said + complained).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            log.Add(line, isError: false);
        return process.ExitCode == 0
            ? said
            : throw new DistributedApplicationException($"PostgreSQL: '{Path.GetFileName(commandLine[0])}' ended with exit code {process.ExitCode}: {complained.Trim()}");
    }
}
