using System.CommandLine;

namespace Kws.Cli.CommandLine;

/// <summary>The options that all demonstrations share.</summary>
/// <param name="verb">What the demo does with a word: "speak".</param>
/// <param name="words">The words unless told otherwise, with commas between.</param>
/// <param name="variety">What another seed changes.</param>
internal sealed class DemoOptions(string verb, string words, string variety)
{
    public Option<string> Words { get; } = new("--words")
    {
        Description = $"Words to {verb}, with commas between",
        DefaultValueFactory = _ => words,
    };

    public Option<bool> Fast { get; } = new("--fast")
    {
        Description = "As fast as the server takes it, not in real time",
    };

    public Option<bool> Repeat { get; } = new("--repeat") { Description = "Again and again, until stopped" };

    public Option<int> Seed { get; } = BoundedOption.Create("--seed", variety, 1, 0, int.MaxValue);

    public Option<bool> Json { get; } = CommonOptions.Json();

    public string[] ReadWords(ParseResult parsed) =>
        parsed.GetRequiredValue(Words).Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Runs the demo once, or with one seed after the other until it is stopped.</summary>
    /// <param name="round">Gets the seed; says whether anything came out right.</param>
    /// <returns>The exit code: a failure when nothing came out right.</returns>
    public async Task<int> RunRoundsAsync(ParseResult parsed, Func<int, Task<bool>> round)
    {
        var seed = parsed.GetValue(Seed);
        while (true)
        {
            var isRight = await round(seed);
            if (!parsed.GetValue(Repeat))
                return isRight ? ExitCode.Success : ExitCode.Failure;
            seed = seed == int.MaxValue ? 0 : seed + 1;
        }
    }
}
