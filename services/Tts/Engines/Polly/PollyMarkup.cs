using System.Globalization;
using Kws.Tts.Text;

namespace Kws.Tts.Engines.Polly;

/// <summary>Rate, pitch and volume as the SSML that Polly understands.</summary>
internal static class PollyMarkup
{
    // Polly's voices speak about so fast at 100 %.
    private const double NaturalRateWpm = 175;
    private const int NaturalPitch = 50;
    private const int NaturalVolume = 100;

    /// <summary>Whether a job is plain text at the voice's own settings and needs no markup.</summary>
    public static bool IsPlain(SpeechJob job) =>
        !job.IsSsml && job is { RateWpm: (int)NaturalRateWpm, Pitch: NaturalPitch, Volume: NaturalVolume };

    /// <summary>One SSML document for a job, with the places of its characters in the job's text; SSML from the client
    /// is wrapped, its own prosody wins inside.</summary>
    public static SpokenText ToSsml(SpeechJob job)
    {
        var text = new SpokenText.Builder();
        if (job.IsSsml)
            Wrap(text, SsmlReader.ReadOwn(job.Text), Prosody(job));
        else
            Write(text.Markup($"<speak>{Prosody(job)}"), job.Text).Markup("</prosody></speak>");
        return text.Build();
    }

    private static void Wrap(SpokenText.Builder text, IReadOnlyList<SsmlNode> nodes, string prosody)
    {
        foreach (var node in nodes)
        {
            var isRoot = node is { Kind: not SsmlNodeKind.Text, Depth: 0 };
            if (node.Kind == SsmlNodeKind.Text)
                for (var i = 0; i < node.Text.Length; i++)
                    text.Escaped(node.Text[i], node.Source[i]);
            else if (node.Kind == SsmlNodeKind.Open)
                text.Markup(CanonicalSsml.Tag(node)).Markup(isRoot ? prosody : "");
            else
                text.Markup(isRoot ? "</prosody>" : "").Markup($"</{node.Name}>");
        }
    }

    private static SpokenText.Builder Write(SpokenText.Builder text, string plain)
    {
        for (var i = 0; i < plain.Length; i++)
            text.Escaped(plain[i], new TextSpan(i, i + 1));
        return text;
    }

    private static string Prosody(SpeechJob job)
    {
        var prosody = $"<prosody rate=\"{Percent(job.RateWpm / NaturalRateWpm)}\"";
        // Neural voices refuse pitch, so it is asked for only when it is wanted.
        if (job.Pitch != NaturalPitch)
            prosody += FormattableString.Invariant($" pitch=\"{job.Pitch - NaturalPitch:+0;-0}%\"");
        if (job.Volume != NaturalVolume)
            prosody += $" volume=\"{Decibels(job.Volume)}\"";
        return prosody + ">";
    }

    private static string Percent(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(share * 100, 20, 200):0}%");

    // 0 is silent; 200 is twice the amplitude, which is 6 dB.
    private static string Decibels(int volume) => volume == 0
        ? "silent"
        : string.Create(CultureInfo.InvariantCulture, $"{20 * Math.Log10(volume / (double)NaturalVolume):+0.#;-0.#}dB");
}
