using System.CommandLine;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.CommandLine;

public sealed class DemoOptionsTests
{
    private readonly DemoOptions _options = new("speak", "yes,no", "Varies the voices");

    [Fact]
    public void ReadWords_WithoutTheOption_AreTheDemosOwn() => Assert.Equal(["yes", "no"], _options.ReadWords(Parse()));

    [Fact]
    public void ReadWords_WithSpacesAndEmptyOnes_AreTrimmed() =>
        Assert.Equal(["up", "go"], _options.ReadWords(Parse("--words", " up,, go ,")));

    [Theory]
    [InlineData(true, ExitCode.Success)]
    [InlineData(false, ExitCode.Failure)]
    public async Task RunRounds_WithoutRepeat_RunsOnceWithTheSeed(bool isRight, int exitCode)
    {
        var seeds = new List<int>();

        var returned = await _options.RunRoundsAsync(Parse("--seed", "7"), seed =>
        {
            seeds.Add(seed);
            return Task.FromResult(isRight);
        }).WithTimeout();

        Assert.Equal(exitCode, returned);
        Assert.Equal([7], seeds);
    }

    [Fact]
    public async Task RunRounds_WithRepeat_TakesAnotherSeedEachTimeUntilStopped()
    {
        var seeds = new List<int>();

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => _options.RunRoundsAsync(Parse("--repeat", "--seed", "2147483646"), seed =>
        {
            seeds.Add(seed);
            return seeds.Count == 3 ? throw new OperationCanceledException() : Task.FromResult(false);
        })).WithTimeout();

        Assert.Equal([int.MaxValue - 1, int.MaxValue, 0], seeds);
    }

    private ParseResult Parse(params string[] arguments) =>
        new RootCommand { _options.Words, _options.Fast, _options.Repeat, _options.Seed, _options.Json }.Parse(
            arguments);
}
