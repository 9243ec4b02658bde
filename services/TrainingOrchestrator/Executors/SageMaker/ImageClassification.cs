using System.Globalization;
using System.Text.RegularExpressions;
using Kws.ServiceDefaults.Errors;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>The recipe <c>image-classification</c>: SageMaker's own algorithm of that name on RecordIO, with the
/// hyperparameters of AWS's DeepLens recipes. It makes a model of MXNet's.</summary>
internal static partial class ImageClassification
{
    public const string RecipeName = "image-classification";

    private const int MaxEpochs = 10_000;
    private const int LeastSide = 16;
    private const int LargestSide = 1_024;
    private const string Layers = "18, 34, 50, 101, 152 or 200";

    private static readonly string[] s_layers = ["18", "34", "50", "101", "152", "200"];
    private static readonly string[] s_smallLayers = ["20", "32", "44", "56", "110"];

    // What recipes of the trainer's have too.
    private static readonly string[] s_shared = ["epochs", "learning_rate", "weight_decay"];

    private static readonly SortedDictionary<string, Rule> s_rules = new(StringComparer.Ordinal)
    {
        ["augmentation_type"] = Rule.OneOf("crop", "crop_color", "crop_color_transform"),
        ["beta_1"] = Rule.Share,
        ["beta_2"] = Rule.Share,
        ["early_stopping"] = Rule.OneOf("True", "False"),
        ["early_stopping_min_epochs"] = Rule.Whole(1, MaxEpochs),
        ["early_stopping_patience"] = Rule.Whole(1, MaxEpochs),
        ["early_stopping_tolerance"] = Rule.Share,
        ["epochs"] = Rule.Whole(1, MaxEpochs),
        ["eps"] = Rule.Share,
        ["gamma"] = Rule.Share,
        ["image_shape"] = new Rule($"3,HEIGHT,WIDTH with sides of {LeastSide} to {LargestSide} pixels", IsShape),
        ["learning_rate"] = Rule.AboveZero,
        ["lr_scheduler_factor"] = Rule.AboveZero,
        ["lr_scheduler_step"] = new Rule("epochs joined by commas, such as 10,20", text => Steps().IsMatch(text)),
        ["mini_batch_size"] = Rule.Whole(1, int.MaxValue),
        ["momentum"] = Rule.Share,
        ["num_classes"] = Rule.Whole(1, int.MaxValue),
        ["num_layers"] = Rule.OneOf([.. s_layers, .. s_smallLayers]),
        ["num_training_samples"] = Rule.Whole(1, int.MaxValue),
        ["optimizer"] = Rule.OneOf("sgd", "adam", "rmsprop", "nag"),
        ["precision_dtype"] = Rule.OneOf("float32", "float16"),
        ["top_k"] = Rule.Whole(2, int.MaxValue),
        ["use_pretrained_model"] = Rule.OneOf("0", "1"),
        ["weight_decay"] = Rule.Share,
    };

    /// <summary>What is not set goes to SageMaker like this.</summary>
    private static readonly Dictionary<string, string> s_defaults = new(StringComparer.Ordinal)
    {
        ["epochs"] = "30",
        ["image_shape"] = "3,224,224",
        ["learning_rate"] = "0.1",
        ["mini_batch_size"] = "32",
        ["num_layers"] = "18",
        ["optimizer"] = "sgd",
    };

    /// <summary>What each hyperparameter may be, for documents.</summary>
    public static IEnumerable<(string Name, string Default, string Allowed)> Documented =>
        s_rules.Select(rule => (rule.Key, s_defaults.GetValueOrDefault(rule.Key, ""), rule.Value.Allowed));

    /// <summary>Checks what a client set for the recipe.</summary>
    /// <exception cref="InvalidRequestException">It is not allowed.</exception>
    public static void Check(AskedJob asked)
    {
        if (asked.Extends.Length > 0)
            throw new InvalidRequestException("extends", asked.Extends, $"none with the recipe {RecipeName}");
        foreach (var (key, value) in asked.Settings)
        {
            if (!s_rules.TryGetValue(key, out var rule))
                throw new InvalidRequestException("hyperparameters", key, string.Join(", ", s_rules.Keys));
            Require(rule.Fits(value), key, value, rule.Allowed);
        }

        CheckTogether(HyperParametersOf(asked), asked);
    }

    /// <summary>All that is told to SageMaker: what is set over the defaults, and what the data set says.</summary>
    public static SortedDictionary<string, string> HyperParametersOf(AskedJob asked)
    {
        var all = new SortedDictionary<string, string>(s_defaults, StringComparer.Ordinal)
        {
            ["num_classes"] = Text(asked.Labels),
            ["num_training_samples"] = Text(asked.TrainingFiles),
        };
        if (asked.TrainingFiles < Number(s_defaults["mini_batch_size"]))
            all["mini_batch_size"] = Text(asked.TrainingFiles);
        foreach (var (key, value) in asked.Settings.Where(setting => s_rules.ContainsKey(setting.Key)))
            all[key] = value.Replace(" ", "", StringComparison.Ordinal);
        return all;
    }

    /// <summary>The shorter side, in pixels, that pictures need for the shape.</summary>
    public static int SideOf(IReadOnlyDictionary<string, string> hyperParameters)
    {
        var shape = hyperParameters["image_shape"].Split(',');
        return Math.Max(Number(shape[1]), Number(shape[2]));
    }

    /// <summary>Refuses the recipe on an executor that does not have it, and its hyperparameters with other
    /// recipes, which would not read them.</summary>
    /// <exception cref="InvalidRequestException">It is asked for.</exception>
    public static void RefuseElsewhere(AskedJob asked, string executor)
    {
        if (asked.Recipe.Name == RecipeName)
            throw new InvalidRequestException(
                "executor", executor, $"'sagemaker' for the recipe {RecipeName}, which is SageMaker's own algorithm");
        RefuseHyperParameters(asked);
    }

    /// <inheritdoc cref="RefuseElsewhere"/>
    public static void RefuseHyperParameters(AskedJob asked)
    {
        foreach (var key in asked.Settings.Keys.Where(key => s_rules.ContainsKey(key) && !s_shared.Contains(key)))
            throw new InvalidRequestException(
                $"hyperparameters[{key}]", asked.Settings[key],
                $"{key} with the recipe {RecipeName} on the executor sagemaker only; recipe {asked.Recipe.Name} has "
                + (key == "mini_batch_size" ? "batch_size" : "keys of its own"));
    }

    private static void CheckTogether(SortedDictionary<string, string> all, AskedJob asked)
    {
        RequireSame(all, "num_classes", asked.Labels, "labels");
        RequireSame(all, "num_training_samples", asked.TrainingFiles, "training files");
        Require(Number(all["mini_batch_size"]) <= asked.TrainingFiles, "mini_batch_size", all["mini_batch_size"],
            $"1 to {asked.TrainingFiles}, the data set's training files");
        if (all.TryGetValue("top_k", out var top))
            Require(Number(top) <= asked.Labels, "top_k", top, $"2 to {asked.Labels}, the data set's labels");
        if (all.GetValueOrDefault("use_pretrained_model") == "1")
            Require(s_layers.Contains(all["num_layers"]), "num_layers", all["num_layers"],
                $"{Layers} with use_pretrained_model=1");
        if (all.TryGetValue("lr_scheduler_step", out var steps))
        {
            int[] epochs = [.. steps.Split(',').Select(Number)];
            Require(epochs[^1] <= Number(all["epochs"]) && epochs.SequenceEqual(epochs.Distinct().Order()),
                "lr_scheduler_step", steps, $"epochs in their order, 1 to {all["epochs"]}");
        }
    }

    private static void RequireSame(SortedDictionary<string, string> all, string key, int known, string what) =>
        Require(Number(all[key]) == known, key, all[key], $"{known}, the data set's {what}; it need not be set");

    private static void Require(bool fits, string key, string value, string allowed)
    {
        if (!fits)
            throw new InvalidRequestException($"hyperparameters[{key}]", value, allowed);
    }

    private static bool IsShape(string text) => Shape().Match(text) is { Success: true } shape
        && new[] { shape.Groups["height"].Value, shape.Groups["width"].Value }.All(side =>
            Number(side) is >= LeastSide and <= LargestSide);

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("^3, ?(?<height>[0-9]{1,5}), ?(?<width>[0-9]{1,5})\\z")]
    private static partial Regex Shape();

    [GeneratedRegex("^[1-9][0-9]{0,4}(?:, ?[1-9][0-9]{0,4}){0,49}\\z")]
    private static partial Regex Steps();

    /// <summary>What a hyperparameter may be.</summary>
    private sealed record Rule(string Allowed, Func<string, bool> Fits)
    {
        public static Rule Share { get; } = new("0 to 1", text => Amount(text) is >= 0 and <= 1);

        public static Rule AboveZero { get; } = new("above 0, at most 1", text => Amount(text) is > 0 and <= 1);

        public static Rule OneOf(params string[] values) =>
            new($"{string.Join(", ", values[..^1])} or {values[^1]}", text => values.Contains(text));

        public static Rule Whole(int least, int most) => new(
            most == int.MaxValue ? $"{least} or more" : $"{least} to {most}",
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most);

        private static double? Amount(string text) => double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
            out var amount) ? amount : null;
    }
}
