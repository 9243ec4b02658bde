using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>The options that say how a candidate is tried; what is left out is the server's.</summary>
internal sealed class TrialPolicyOptions
{
    private readonly Option<double> _share = BoundedOption.Create(
        "--share", "Of the streams that a candidate listens to, above 0 to 1; 0: the server's", 0.0, 0.0, 1.0);

    private readonly Option<double> _hours = BoundedOption.Create(
        "--hours", "Hours of audio that it must have heard; 0: the server's", 0.0, 0.0, 10_000.0);

    private readonly Option<int> _words = BoundedOption.Create(
        "--words", "Detections of the champion that it must be compared on; 0: the server's", 0, 0, 1_000_000);

    private readonly Option<double> _extra = BoundedOption.Create(
        "--max-extra", "Most detections an hour that the champion has not", 0.0, 0.0, 1000.0);

    private readonly Option<double> _missing = BoundedOption.Create(
        "--max-missing", "Largest share of the champion's detections that it has not, 0 to 1", 0.0, 0.0, 1.0);

    private readonly Option<double> _guard = BoundedOption.Create(
        "--guard-hours", "Hours in which the champion before listens on once a candidate won; 0: none", 0.0, 0.0,
        10_000.0);

    private readonly Option<bool> _decide = new("--decide")
    {
        Description = "Let the figures promote or reject the candidate; otherwise they are gathered alone",
    };

    public IEnumerable<Option> Options => [_share, _hours, _words, _extra, _missing, _guard, _decide];

    /// <summary>What was given; null: nothing.</summary>
    public TrialPolicy? Read(ParseResult parsed)
    {
        if (Options.All(option => !IsGiven(parsed, option)))
            return null;
        var policy = new TrialPolicy
        {
            Share = parsed.GetValue(_share),
            Hours = parsed.GetValue(_hours),
            Words = parsed.GetValue(_words),
            Decides = parsed.GetValue(_decide),
        };
        if (IsGiven(parsed, _extra))
            policy.MaxExtraPerHour = parsed.GetValue(_extra);
        if (IsGiven(parsed, _missing))
            policy.MaxMissingShare = parsed.GetValue(_missing);
        if (IsGiven(parsed, _guard))
            policy.GuardHours = parsed.GetValue(_guard);
        return policy;
    }

    // What stands there by default was not given.
    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
