using Kws.Cli.Output;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>How many of a signer's letters were read right: from one picture each, and in streams, where the frames
/// decide together.</summary>
internal sealed class SignAccuracy(string signer)
{
    private readonly Dictionary<(char Signed, string Read), int> _confusions = [];

    public string Signer => signer;

    public int Pictures { get; private set; }

    public int Right { get; private set; }

    /// <summary>Pictures whose letter the service was sure of.</summary>
    public int Sure { get; private set; }

    /// <summary>And wrong.</summary>
    public int SureAndWrong { get; private set; }

    /// <summary>Signs that were held before a camera.</summary>
    public int Signs { get; private set; }

    public int SignsRight { get; private set; }

    /// <summary>Signs of which no letter came.</summary>
    public int SignsMissed { get; private set; }

    /// <summary>Letters where nothing was signed, and second ones of a sign.</summary>
    public int UnaskedLetters { get; private set; }

    /// <summary>Pictures read as another letter, the most frequent first.</summary>
    public IEnumerable<(char Signed, string Read, int Count)> Confusions => _confusions
        .Select(confusion => (confusion.Key.Signed, confusion.Key.Read, confusion.Value))
        .OrderByDescending(confusion => confusion.Value).ThenBy(confusion => confusion.Signed);

    /// <summary>A picture's answer.</summary>
    public void Add(char signed, ClassifyResponse answer)
    {
        var read = answer.Letters[0].Letter;
        var isRight = read == signed.ToString();
        Pictures++;
        Right += isRight ? 1 : 0;
        Sure += answer.Confident ? 1 : 0;
        SureAndWrong += answer.Confident && !isRight ? 1 : 0;
        if (!isRight)
            _confusions[(signed, read)] = _confusions.GetValueOrDefault((signed, read)) + 1;
    }

    /// <summary>What came of a stream of signs.</summary>
    public void Add(IReadOnlyList<Scored<SignedLetter, Letter>> letters)
    {
        foreach (var letter in letters)
        {
            Signs += letter.Shown is null ? 0 : 1;
            SignsRight += letter.IsRight ? 1 : 0;
            SignsMissed += letter.Shown is not null && letter.Answer is null ? 1 : 0;
            UnaskedLetters += letter.Shown is null ? 1 : 0;
        }
    }
}
