using Kws.Cli.Output;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>What a word that was signed has come to.</summary>
/// <param name="Letters">In the order of time.</param>
/// <param name="Word">Null if no word was read.</param>
/// <param name="Spoken">How long the speech lasts.</param>
/// <param name="SpeechError">Why it was not spoken; null: it was.</param>
internal sealed record SignScore(
    SignedWord Signed, IReadOnlyList<Scored<SignedLetter, Letter>> Letters, Word? Word, TimeSpan Spoken,
    string? SpeechError)
{
    private static readonly Scorecard<SignedLetter, Letter> s_letters = new(
        (signed, read) => At(read) >= signed.Start && At(read) < signed.End,
        (signed, read) => read.Letter_ == signed.Letter.ToString(),
        signed => signed.Start.TotalSeconds,
        read => At(read).TotalSeconds);

    /// <summary>Read letter by letter, and spoken.</summary>
    public bool IsRight => Word?.Spelled == Signed.Word && Spoken > TimeSpan.Zero && SpeechError is null;

    /// <summary>Pairs letters that were signed with those that were read.</summary>
    public static IReadOnlyList<Scored<SignedLetter, Letter>> Match(
        IEnumerable<SignedLetter> signed, IEnumerable<Letter> read) => s_letters.Match(signed, read);

    /// <summary>Puts together what the service answered to the word's frames.</summary>
    public static SignScore Of(SignedWord signed, IReadOnlyList<ReadResponse> responses)
    {
        var speech = responses
            .Where(response => response.BodyCase == ReadResponse.BodyOneofCase.Speech)
            .Select(response => response.Speech);
        return new SignScore(
            signed,
            Match(signed.Letters, responses.Select(response => response.Letter).OfType<Letter>()),
            responses.Select(response => response.Word).OfType<Word>().LastOrDefault(),
            TimeSpan.FromSeconds(speech
                .Where(part => part.Error.Length == 0 && part.SampleRateHz > 0)
                .Sum(part => part.PcmS16Le.Length / 2.0 / part.SampleRateHz)),
            speech.LastOrDefault(part => part.Error.Length > 0)?.Error);
    }

    private static TimeSpan At(Letter read) => read.FirstCaptured.ToTimeSpan();
}
