using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStream _standardOutput = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_ToAFile_ReplacesWhatWasThereAndLeavesNothingElse()
    {
        File.WriteAllText(_folder["out.bin"], "a longer text than before");

        await WriteAsync(_folder["out.bin"], [1, 2, 3]);

        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder["out.bin"]));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Write_ToADash_GoesToStandardOutput()
    {
        await WriteAsync("-", [1, 2, 3]);

        Assert.Equal([1, 2, 3], _standardOutput.ToArray());
    }

    [Fact]
    public async Task Write_Cancelled_LeavesTheOldFileAndNoPart()
    {
        File.WriteAllText(_folder["out.bin"], "old");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => WriteAsync(_folder["out.bin"], new byte[1000], new CancellationToken(canceled: true)));

        Assert.Equal("old", File.ReadAllText(_folder["out.bin"]));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Write_IntoAFolderThatIsNotThere_FailsAsTheSystemSays() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => WriteAsync(_folder["nowhere", "out.bin"], [1]));

    [SkippableFact]
    public async Task Write_ToALink_WritesWhereItLeadsAndKeepsLinkAndRights()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("links and rights are Unix's");
        File.WriteAllText(_folder["real.bin"], "old");
        File.SetUnixFileMode(_folder["real.bin"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_folder["link.bin"], "real.bin");

        await WriteAsync(_folder["link.bin"], [1, 2, 3]);

        Assert.Equal("real.bin", new FileInfo(_folder["link.bin"]).LinkTarget);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder["real.bin"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["real.bin"]));
    }

    [SkippableFact]
    public async Task Write_ToAPipe_GoesToItsReaderAndThePipeStays()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes a pipe with mkfifo");
        await RunAsync("mkfifo", _folder["pipe"]);
        var reading = Task.Run(() => File.ReadAllBytes(_folder["pipe"]));

        await WriteAsync(_folder["pipe"], [1, 2, 3]);

        Assert.Equal([1, 2, 3], await reading.WithTimeout());
        await RunAsync("test", "-p", _folder["pipe"]);
    }

    [SkippableFact]
    public async Task Write_ToADevice_LeavesItADevice()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "makes a device, as root");
        await RunAsync("mknod", _folder["null"], "c", "1", "3");

        await WriteAsync(_folder["null"], [1, 2, 3]);

        await RunAsync("test", "-c", _folder["null"]);
    }

    [SkippableFact]
    public async Task Write_ToAPipeWithoutAReader_EndsWhenCancelled()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "makes a pipe with mkfifo");
        await RunAsync("mkfifo", _folder["pipe"]);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => WriteAsync(_folder["pipe"], [1], cancellation.Token));

        // Lets the open that still waits go.
        await using var reader = new FileStream(_folder["pipe"], FileMode.Open, FileAccess.Read);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync().WithTimeout();
        Assert.Equal(0, process.ExitCode);
    }

    private Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken = default)
    {
        var context = KwsRun.Context(bytes: _standardOutput);
        return OutputFile.WriteAsync(context, path, content, cancellationToken).WithTimeout();
    }
}
