namespace Kws.SpokenWords;

/// <summary>A voice of the speech service.</summary>
/// <param name="Id">By which it is asked for.</param>
/// <param name="Engine">That speaks with it.</param>
public sealed record SpeakingVoice(string Id, string Engine);

/// <summary>Which voices speak for training and which for validation; none does both.</summary>
public sealed record VoiceCast(IReadOnlyList<string> Training, IReadOnlyList<string> Validation)
{
    private const string Espeak = "espeak-ng";
    private const int MostTraining = 40;
    private const int MostValidation = 12;
    private const int FewestVoices = 4;

    // The trainer speaks other words with the first ones and never with the others.
    private static readonly string[] s_training = ["m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f5"];
    private static readonly string[] s_validation = ["m6", "m8", "f4"];

    /// <summary>Of espeak-ng each accent with its variants; of others every fourth voice is for validation.</summary>
    /// <exception cref="TooFewVoicesException">Too few voices.</exception>
    public static VoiceCast Of(IReadOnlyList<SpeakingVoice> voices, string language)
    {
        string[] plain = [.. voices.Where(voice => !voice.Id.Contains('+', StringComparison.Ordinal))
            .Select(voice => voice.Id).Order(StringComparer.Ordinal)];
        if (plain.Length > 0 && voices.All(voice => voice.Engine == Espeak))
            return new VoiceCast(
                Crossed(plain, s_training, MostTraining), Crossed(plain, s_validation, MostValidation));
        if (plain.Length < FewestVoices)
            throw new TooFewVoicesException(plain.Length, language, FewestVoices);
        return new VoiceCast(
            [.. plain.Where((_, i) => i % 4 != 0).Take(MostTraining)],
            [.. plain.Where((_, i) => i % 4 == 0).Take(MostValidation)]);
    }

    // Each accent with another variant, then with the next.
    private static string[] Crossed(string[] voices, string[] variants, int most) =>
        [.. Enumerable.Range(0, variants.Length)
            .SelectMany(round => voices.Select((voice, at) => $"{voice}+{variants[(round + at) % variants.Length]}"))
            .Take(most)];
}
