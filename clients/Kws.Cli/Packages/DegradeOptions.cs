using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Evaluation;

namespace Kws.Cli.Packages;

/// <summary><c>--degrade</c>: what is done to clips before they are classified.</summary>
internal sealed class DegradeOptions
{
    // Of recordings of a room; white and pink noise are made by formula.
    private static readonly string[] s_kitchen = ["dish", "tap", "kitchen", "water"];
    private static readonly string[] s_made = ["white_noise", "pink_noise", "brown_noise"];

    private readonly Option<string?> _names = new("--degrade")
    {
        Description = $"What to do to the clips first, by comma: {string.Join(", ", Degradation.Names
            .Where(name => name == Degradation.All || Degradation.Known.Any(known => known.Family == name)))}",
        HelpName = "NAME,NAME",
    };
    private readonly Option<int> _seed =
        BoundedOption.Create("--seed", "Another seed gives --degrade other noise and rooms", 1, 0, 1_000_000);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_names);
        command.Options.Add(_seed);
    }

    /// <summary>What to do to the clips; null: nothing.</summary>
    /// <exception cref="BadInputException">A name is not known, or an option would be left out.</exception>
    public IReadOnlyList<Degradation>? Conditions(
        ParseResult parsed, EvaluationInput input, Option png, Option write)
    {
        var asked = parsed.GetValue(_names);
        foreach (var option in asked is null ? (Option[])[_seed, write] : [png])
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
                throw new BadInputException(option.Name, given.Tokens is [var token, ..] ? token.Value : "",
                    asked is null ? "it is for --degrade NAME" : "leave it out with --degrade");
        }
        if (asked is null)
            return null;
        var conditions = Degradation.Find(
            asked.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        if (conditions is null or [])
        {
            throw new BadInputException("--degrade", asked,
                $"it must name some of {string.Join(", ", Degradation.Names)}, by comma");
        }
        if (parsed.GetValue(input.NoiseOption) is null && conditions.Any(NeedsNoise))
        {
            throw new BadInputException("--noise", "",
                $"{Degradation.Kitchen} needs a folder of recorded noise; give one, or name other conditions");
        }
        return conditions;
    }

    /// <summary>Another one gives other noise.</summary>
    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Whether a condition is made of recorded noise.</summary>
    public static bool NeedsNoise(Degradation condition) => condition.Family == Degradation.Kitchen;

    /// <summary>Files that sound like a kitchen, by their names; without any, all that are recorded.</summary>
    /// <param name="folder">Of background recordings.</param>
    /// <exception cref="BadInputException">It has none.</exception>
    public static IReadOnlyList<string> KitchenFiles(string folder)
    {
        string[] recorded = [.. ClipFolder.AudioFiles(folder).Where(file => !NameHas(file, s_made))];
        string[] kitchen = [.. recorded.Where(file => NameHas(file, s_kitchen))];
        return kitchen.Length > 0 ? kitchen
            : recorded.Length > 0 ? recorded
            : throw new BadInputException("--noise", folder,
                $"it must hold recorded noise for {Degradation.Kitchen}, not only {string.Join(", ", s_made)}");
    }

    private static bool NameHas(string file, string[] parts) => parts.Any(part =>
        Path.GetFileName(file).Contains(part, StringComparison.OrdinalIgnoreCase));
}
