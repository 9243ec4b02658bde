namespace Kws.Documentation.Tests.Deployment;

/// <summary>The programs that a script finds: strict stand-ins of what needs a cluster, an engine or an account, and of
/// this machine only what a shell script lives on.</summary>
internal static class StandIns
{
    public const string Python = "/usr/bin/python3";

    private static readonly string[] s_names =
    [
        "aws", "base.sh", "buildah", "docker", "dotnet", "eksctl", "helm", "kind", "kubectl", "npx", "test.sh",
    ];

    private static readonly string[] s_tools =
    [
        "awk", "base64", "basename", "bash", "cat", "chmod", "cp", "cut", "dirname", "env", "find", "git", "grep",
        "head", "ls", "mkdir", "mktemp", "mv", "openssl", "printf", "pwd", "readlink", "rm", "sed", "sh", "sha256sum",
        "sleep", "sort", "tail", "tee", "touch", "tr", "wc",
    ];

    /// <summary>Puts them into a folder.</summary>
    /// <param name="folder">Where they go, into <c>programs</c>.</param>
    /// <param name="machine">What <c>uname -m</c> says.</param>
    public static void Put(string folder, string machine)
    {
        var programs = Directory.CreateDirectory(Path.Combine(folder, "programs")).FullName;
        var code = Directory.CreateDirectory(Path.Combine(folder, "code")).FullName;
        foreach (var file in Directory.EnumerateFiles(Source, "*.py"))
            File.Copy(file, Path.Combine(code, Path.GetFileName(file)));
        MakeExecutable(Path.Combine(code, "stand_in.py"));
        foreach (var name in s_names)
            File.CreateSymbolicLink(Path.Combine(programs, name), Path.Combine(code, "stand_in.py"));
        // Found by nobody until it is built.
        var built = Directory.CreateDirectory(Path.Combine(folder, "built")).FullName;
        File.CreateSymbolicLink(Path.Combine(built, "kws"), Path.Combine(code, "stand_in.py"));
        foreach (var tool in s_tools)
            if (OnThisMachine(tool) is { } path)
                File.CreateSymbolicLink(Path.Combine(programs, tool), path);
        Write(Path.Combine(programs, "sudo"), "exec \"$@\"");
        Write(Path.Combine(programs, "uname"), $"echo {machine}");
    }

    /// <summary>Where a program of this machine is; null if it is not.</summary>
    public static string? OnThisMachine(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Source => Repository.PathOf("tests", "Documentation.Tests", "Deployment", "StandIns");

    private static void Write(string path, string command)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{command}\n");
        MakeExecutable(path);
    }

    private static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
