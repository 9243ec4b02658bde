using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Tests.Output;

public sealed class FileResultTests
{
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData(3, false)]
    [InlineData(40, true)]
    [InlineData(40, false)]
    public async Task Collect_ManyOrFew_GivesAllInTheirOrder(int count, bool isRedirected)
    {
        var results = await FileResults.CollectAsync(
            Context(isRedirected), "clips", count, Results(count)).WithTimeout();

        Assert.Equal(Enumerable.Range(0, count).Select(number => $"{number}"), results.Select(result => result.Answer));
    }

    [Fact]
    public async Task Collect_FailureOnTheWay_IsThrown() => await Assert.ThrowsAsync<IOException>(
        () => FileResults.CollectAsync(Context(isRedirected: true), "clips", 3, Failing())).WithTimeout();

    [Fact]
    public void WriteErrors_OfRefusedFiles_NamesEachAndIsBadInput()
    {
        FileResult<string>[] results = [new(new InputFile("x/a.wav", "a.wav"), "yes", null),
            new(new InputFile("x/b.wav", "b.wav"), null, "no audio")];

        Assert.Equal(ExitCode.BadInput, FileResults.WriteErrors(Context(isRedirected: true), results));
        Assert.Equal("kws: x/b.wav: no audio\n", _error.ToString());
    }

    [Fact]
    public void WriteErrors_OfNoRefusedFile_IsSuccess()
    {
        FileResult<string>[] results = [new(new InputFile("x/a.wav", "a.wav"), "yes", null)];

        Assert.Equal(ExitCode.Success, FileResults.WriteErrors(Context(isRedirected: true), results));
        Assert.Empty(_error.ToString());
    }

    private static async IAsyncEnumerable<FileResult<string>> Results(int count)
    {
        for (var number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return new FileResult<string>(new InputFile($"{number}", $"{number}"), $"{number}", null);
        }
    }

    private static async IAsyncEnumerable<FileResult<string>> Failing()
    {
        await foreach (var result in Results(1))
            yield return result;
        throw new IOException("gone");
    }

    private CliContext Context(bool isRedirected) =>
        KwsRun.Context(error: _error) with { ErrorIsRedirected = isRedirected };
}
