using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>A letter that was signed beside the one that was read.</summary>
/// <param name="Signed">Null for a letter that was read where none was signed.</param>
/// <param name="Read">Null for a letter that was missed.</param>
internal sealed record ScoredLetter(SignedLetter? Signed, Letter? Read)
{
    public bool IsRight => Signed is not null && Read is not null && Signed.Letter.ToString() == Read.Letter_;
}

/// <summary>What a word that was signed has come to.</summary>
/// <param name="Letters">In the order of time.</param>
/// <param name="Word">Null if no word was read.</param>
/// <param name="Spoken">How long the speech lasts.</param>
/// <param name="SpeechError">Why it was not spoken; null: it was.</param>
internal sealed record SignScore(SignedWord Signed, IReadOnlyList<ScoredLetter> Letters, Word? Word, TimeSpan Spoken, string? SpeechError)
{
    /// <summary>Read letter by letter, and spoken.</summary>
    public bool IsRight => Word?.Spelled == Signed.Word && Spoken > TimeSpan.Zero && SpeechError is null;

    /// <summary>Puts together what the service answered to the word's frames.</summary>
    public static SignScore Of(SignedWord signed, IEnumerable<ReadResponse> responses)
    {
        var letters = new List<Letter>();
        Word? word = null;
        TimeSpan spoken = TimeSpan.Zero;
        string? error = null;
        foreach (ReadResponse response in responses)
        {
            switch (response.BodyCase)
            {
                case ReadResponse.BodyOneofCase.Letter:
                    letters.Add(response.Letter);
                    break;
                case ReadResponse.BodyOneofCase.Word:
                    word = response.Word;
                    break;
                case ReadResponse.BodyOneofCase.Speech when response.Speech.Error.Length > 0:
                    error = response.Speech.Error;
                    break;
                case ReadResponse.BodyOneofCase.Speech when response.Speech.SampleRateHz > 0:
                    spoken += TimeSpan.FromSeconds(response.Speech.PcmS16Le.Length / 2.0 / response.Speech.SampleRateHz);
                    break;
            }
        }
        return new SignScore(signed, Match(signed.Letters, letters), word, spoken, error);
    }

    private static List<ScoredLetter> Match(IReadOnlyList<SignedLetter> signed, List<Letter> read)
    {
        var left = read.ToList();
        var scored = new List<ScoredLetter>();
        foreach (SignedLetter letter in signed)
        {
            Letter? match = left.Where(l => l.FirstCaptured.ToTimeSpan() >= letter.Start && l.FirstCaptured.ToTimeSpan() < letter.End)
                .OrderByDescending(l => l.Letter_ == letter.Letter.ToString()).FirstOrDefault();
            if (match is not null)
                left.Remove(match);
            scored.Add(new ScoredLetter(letter, match));
        }
        scored.AddRange(left.Select(letter => new ScoredLetter(null, letter)));
        return [.. scored.OrderBy(pair => pair.Signed?.Start ?? pair.Read!.FirstCaptured.ToTimeSpan())];
    }
}
