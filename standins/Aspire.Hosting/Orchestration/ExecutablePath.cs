namespace Aspire.Hosting.Orchestration;

/// <summary>Finds programs.</summary>
internal static class ExecutablePath
{
    /// <summary>The path of a program: as given when it has a folder, otherwise the first on PATH; null when absent.</summary>
    public static string? Find(string command, params string[] furtherFolders)
    {
        if (command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return File.Exists(command) ? Path.GetFullPath(command) : null;
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(furtherFolders)
            .SelectMany(folder => Candidates(folder, command))
            .FirstOrDefault(IsExecutable);
    }

    private static IEnumerable<string> Candidates(string folder, string command) => OperatingSystem.IsWindows()
        ? [Path.Combine(folder, command + ".exe"), Path.Combine(folder, command)]
        : [Path.Combine(folder, command)];

    private static bool IsExecutable(string path) => File.Exists(path) &&
        (OperatingSystem.IsWindows() ||
         (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
