namespace Kws.SpokenWords;

/// <summary>A text that is no word to be added to a model.</summary>
/// <param name="text">The text.</param>
/// <param name="limit">What it must be.</param>
public sealed class InvalidSpokenWordException(string text, string limit)
    : ArgumentException($"word: '{text}' is not allowed: {limit}")
{
    public string Text => text;

    public string Limit => limit;
}

/// <summary>There are too few voices to train with some and to validate with others.</summary>
/// <param name="voices">How many there are.</param>
/// <param name="language">That was asked for.</param>
/// <param name="fewest">How many are needed.</param>
public sealed class TooFewVoicesException(int voices, string language, int fewest)
    : Exception($"the speech service has {voices} voices for '{language}', at least {fewest} are needed");
