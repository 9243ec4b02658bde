using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Kws.Evaluation;

/// <summary>Which speakers of a collection of talk.</summary>
public enum TalkPart
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>The half that may be trained on.</summary>
    Train,

    /// <summary>The half that thresholds may be fitted to, and figures may be measured on.</summary>
    Tune,
}

/// <summary>Who speaks in a file, by its name, and to which half a speaker belongs. The trainer has the same
/// rule (docs/training.md).</summary>
public static partial class TalkSpeakers
{
    /// <summary>The one speaker of LJ Speech, who is of <see cref="TalkPart.Train"/>.</summary>
    public const string LjSpeech = "LJ";

    /// <summary>
    /// The number before the first '-' of a name as LibriSpeech's (digits-digits-digits); <see cref="LjSpeech"/> for a
    /// name as LJ Speech's (LJ, three digits, '-', four digits); else the whole name. Endings do not count.
    /// </summary>
    /// <param name="file">A file's name, with or without folders.</param>
    public static string SpeakerOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return LibriSpeech().Match(name) is { Success: true } match ? match.Groups["speaker"].Value
            : LjName().IsMatch(name) ? LjSpeech
            : name;
    }

    /// <summary><see cref="TalkPart.Train"/> if the first byte of the SHA-256 of the speaker in UTF-8 is even,
    /// <see cref="TalkPart.Tune"/> if it is odd.</summary>
    public static TalkPart PartOf(string speaker) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(speaker))[0] % 2 == 0 ? TalkPart.Train : TalkPart.Tune;

    [GeneratedRegex(@"^(?<speaker>[0-9]+)-[0-9]+-[0-9]+\z")]
    private static partial Regex LibriSpeech();

    [GeneratedRegex(@"^LJ[0-9]{3}-[0-9]{4}\z")]
    private static partial Regex LjName();
}
