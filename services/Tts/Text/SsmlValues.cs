using System.Globalization;
using System.Text.RegularExpressions;

namespace Kws.Tts.Text;

/// <summary>Values of SSML attributes as numbers (SSML 1.1, sections 3.2.3 and 3.2.4).</summary>
internal static partial class SsmlValues
{
    /// <summary>Longest pause that is asked for, in milliseconds.</summary>
    public const int MaxPauseMs = 10_000;

    /// <summary>Pause of a <c>break</c> that says nothing.</summary>
    public const string DefaultStrength = "medium";

    /// <summary>Pauses by strength, in milliseconds: espeak-ng's own.</summary>
    public static readonly IReadOnlyDictionary<string, int> Strengths = new Dictionary<string, int>
    {
        ["none"] = 0,
        ["x-weak"] = 70,
        ["weak"] = 140,
        ["medium"] = 210,
        ["strong"] = 400,
        ["x-strong"] = 800,
    };

    /// <summary>Levels of <c>emphasis</c>, each with its loudness in percent: espeak-ng's own.</summary>
    public static readonly IReadOnlyDictionary<string, int> Emphases = new Dictionary<string, int>
    {
        ["none"] = 100,
        ["reduced"] = 75,
        ["moderate"] = 100,
        ["strong"] = 120,
    };

    /// <summary>Words for <c>prosody</c>, by attribute, in percent of the voice's own: espeak-ng's own.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> ProsodyWords =
        new Dictionary<string, IReadOnlyDictionary<string, int>>
        {
            ["rate"] = new Dictionary<string, int>
            {
                ["x-slow"] = 60,
                ["slow"] = 80,
                ["medium"] = 100,
                ["fast"] = 125,
                ["x-fast"] = 160,
                ["default"] = 100,
            },
            ["pitch"] = new Dictionary<string, int>
            {
                ["x-low"] = 70,
                ["low"] = 85,
                ["medium"] = 100,
                ["high"] = 110,
                ["x-high"] = 120,
                ["default"] = 100,
            },
            ["volume"] = new Dictionary<string, int>
            {
                ["silent"] = 0,
                ["x-soft"] = 30,
                ["soft"] = 65,
                ["medium"] = 100,
                ["loud"] = 150,
                ["x-loud"] = 230,
                ["default"] = 100,
            },
        };

    /// <summary>Milliseconds of a pause such as <c>500ms</c> or <c>1.5s</c>; null: none, or over the limit.</summary>
    public static int? PauseMs(string value)
    {
        var match = Pause().Match(value);
        if (!match.Success)
            return null;
        var amount = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var milliseconds = match.Groups[2].Value == "ms" ? amount : amount * 1000;
        return milliseconds <= MaxPauseMs ? (int)Math.Round(milliseconds) : null;
    }

    /// <summary>The value that a <c>prosody</c> attribute gives.</summary>
    /// <param name="attribute">rate, pitch or volume.</param>
    /// <param name="value">A word, or a number with an optional sign and unit.</param>
    /// <param name="voice">The voice's own value.</param>
    /// <param name="around">The value around the element.</param>
    /// <returns>The new value, in the unit of <paramref name="voice"/>; null: no such value.</returns>
    public static double? Prosody(string attribute, string value, double voice, double around)
    {
        if (ProsodyWords[attribute].TryGetValue(value, out var percent))
            return voice * percent / 100;
        var match = Number().Match(value);
        if (!match.Success)
            return null;
        var sign = match.Groups[1].Value;
        var number = double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) * (sign == "-" ? -1 : 1);
        return match.Groups[3].Value switch
        {
            "%" => around * (sign.Length > 0 ? 100 + number : number) / 100,
            "st" => around * Math.Pow(2, number / 12),
            "dB" => around * Math.Pow(10, number / 20),
            // A bare rate is a factor.
            _ when attribute == "rate" => around * (sign.Length > 0 ? 1 + number : number),
            _ => sign.Length > 0 ? around + number : number,
        };
    }

    [GeneratedRegex(@"^([0-9]{1,6}(?:\.[0-9]{1,3})?)(ms|s)\z")]
    private static partial Regex Pause();

    [GeneratedRegex(@"^([+-]?)([0-9]{1,3}(?:\.[0-9]{1,2})?)(%|st|Hz|dB)?\z")]
    private static partial Regex Number();
}
