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

    private Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken = default)
    {
        var context = KwsRun.Context(bytes: _standardOutput);
        return OutputFile.WriteAsync(context, path, content, cancellationToken).WithTimeout();
    }
}
