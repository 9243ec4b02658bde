using System.Diagnostics;
using System.Reflection;
using System.Text;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Tests;

/// <summary>The sample AppHost as its own process, ended in several ways.</summary>
public sealed class AppHostProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Project = Repository.PathOf("tests", "SampleMesh", "SampleMesh.AppHost", "SampleMesh.AppHost.csproj");

    [SkippableTheory]
    [InlineData(Posix.SigInt)]
    [InlineData(Posix.SigTerm)]
    [InlineData(Posix.SigKill)]
    public async Task Signal_WhileRunning_LeavesNoProcessBehind(int signal)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        string mark = "SAMPLE_MESH_TEST=" + Guid.NewGuid().ToString("N");
        using Process appHost = StartAppHost(mark);
        try
        {
            await WaitForLineAsync(appHost, "front-", "Healthy").WithTimeout(Patience);
            Assert.InRange(Marked(mark).Count, 4, 8);
            Posix.Signal(appHost.Id, signal);
            await appHost.WaitForExitAsync().WithTimeout(Patience);
            await UntilAsync(() => Marked(mark).Count == 0).WithTimeout(TimeSpan.FromSeconds(20));
        }
        finally
        {
            foreach (int processId in Marked(mark))
                Posix.Signal(processId, Posix.SigKill);
        }
    }

    [SkippableFact]
    public async Task DotnetRun_Killed_EndsTheAppHostToo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        string mark = "SAMPLE_MESH_TEST=" + Guid.NewGuid().ToString("N");
        string configuration = typeof(AppHostProcessTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        using Process run = Start(mark, ["run", "--no-build", "--configuration", configuration, "--project", Project, "--", "--AppHost:TemporaryState=true"]);
        try
        {
            await WaitForLineAsync(run, "front-", "Healthy").WithTimeout(Patience);
            Posix.Signal(run.Id, Posix.SigKill);
            await UntilAsync(() => Marked(mark).Count == 0).WithTimeout(Patience);
        }
        finally
        {
            foreach (int processId in Marked(mark))
                Posix.Signal(processId, Posix.SigKill);
        }
    }

    [Fact]
    public async Task Manifest_SampleMesh_MatchesTheDocumentedFormat()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "manifest.json");
        using Process appHost = StartAppHost("X=Y", "--publisher", "manifest", "--output-path", path);
        Task<string> output = appHost.StandardOutput.ReadToEndAsync();
        await appHost.WaitForExitAsync().WithTimeout(Patience);
        Assert.True(appHost.ExitCode == 0, await output.WithTimeout());
        string manifest = (await File.ReadAllTextAsync(path).WithTimeout())
            .Replace(Path.GetRelativePath(Path.GetDirectoryName(path)!, Repository.Root).Replace('\\', '/'), "ROOT", StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathOf("tests", "Aspire.Hosting.Tests", "Golden", "sample-manifest.json")).WithTimeout(), manifest);
    }

    [Theory]
    [InlineData("'docker' is not known", "--publisher", "docker", "--output-path", "x.json")]
    [InlineData("--output-path", "--publisher", "manifest")]
    public async Task Publish_WrongArguments_TellsThemAndExitsWithOne(string expected, params string[] arguments)
    {
        using Process appHost = StartAppHost("X=Y", arguments);
        string error = await appHost.StandardError.ReadToEndAsync().WithTimeout(Patience);
        await appHost.WaitForExitAsync().WithTimeout(Patience);
        Assert.Equal(1, appHost.ExitCode);
        Assert.Contains(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static Process StartAppHost(string mark, params string[] arguments) => Start(
        mark, ["exec", ProjectOutput.Find(Project, typeof(AppHostProcessTests).Assembly), "--AppHost:TemporaryState=true", .. arguments]);

    private static Process Start(string mark, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] pair = mark.Split('=');
        start.Environment[pair[0]] = pair[1];
        return Process.Start(start)!;
    }

    private static async Task WaitForLineAsync(Process process, params string[] words)
    {
        var seen = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            seen.AppendLine(line);
            if (words.All(word => line.Contains(word, StringComparison.Ordinal)))
                return;
        }

        Assert.Fail($"no line with {string.Join(" and ", words)}:\n{seen}");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(50);
    }

    private static List<int> Marked(string mark)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(mark);
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(folder), out int processId) &&
                    File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(wanted) >= 0)
                    found.Add(processId);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's.
            }
        }

        return found;
    }
}
