using Kws.Models;

namespace Kws.VisionInference.Words;

/// <summary>How likely a shown letter is answered with another: what the model's maker measured, or handshapes that
/// look alike.</summary>
internal sealed class LetterConfusions
{
    // Signs that differ by a finger's place or by movement alone; J and Z move and are read as what they look like at
    // rest.
    private static readonly string[] Alike =
        ["AESTMN", "UVRK", "HUG", "GQ", "PKQ", "DLGX", "CO", "OE", "BF", "IYJ", "XTD", "ZDGX", "WFV", "XZ"];

    private const double AlikeShare = 0.05;
    private const double AnyShare = 0.004;

    private readonly double[,] _shares = new double[26, 26];

    private LetterConfusions()
    {
    }

    /// <summary>The table of a model; the built-in one where it has measured none.</summary>
    public static LetterConfusions Of(ModelManifest model)
    {
        var confusions = new LetterConfusions();
        for (var truth = 'A'; truth <= 'Z'; truth++)
        {
            var measured = model.Reading?.Confusions.GetValueOrDefault(truth.ToString());
            for (var answer = 'A'; answer <= 'Z'; answer++)
                confusions._shares[truth - 'A', answer - 'A'] = measured is null
                    ? Guess(truth, answer)
                    : Math.Max(AnyShare, measured.GetValueOrDefault(answer.ToString()));
        }
        return confusions;
    }

    /// <summary>How likely <paramref name="truth"/> (A .. Z) is answered with <paramref name="answer"/> (A .. Z), above
    /// 0.</summary>
    public double Share(char truth, char answer) => _shares[truth - 'A', answer - 'A'];

    private static double Guess(char truth, char answer) =>
        truth == answer ? 0.8 : Alike.Any(group => group.Contains(truth) && group.Contains(answer))
            ? AlikeShare
            : AnyShare;
}
