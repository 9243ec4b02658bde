using System.Globalization;
using System.Xml.Linq;

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

    /// <summary>One SSML document for a job; SSML from the client is wrapped, its own prosody wins inside.</summary>
    public static string ToSsml(SpeechJob job)
    {
        var prosody = new XElement("prosody", new XAttribute("rate", Percent(job.RateWpm / NaturalRateWpm)));
        // Neural voices refuse pitch, so it is asked for only when it is wanted.
        if (job.Pitch != NaturalPitch)
            prosody.Add(new XAttribute("pitch", FormattableString.Invariant($"{job.Pitch - NaturalPitch:+0;-0}%")));
        if (job.Volume != NaturalVolume)
            prosody.Add(new XAttribute("volume", Decibels(job.Volume)));
        if (job.IsSsml)
            prosody.Add(XElement.Parse(job.Text, LoadOptions.PreserveWhitespace).Nodes());
        else
            prosody.Add(job.Text);
        return new XElement("speak", prosody).ToString(SaveOptions.DisableFormatting);
    }

    private static string Percent(double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(share * 100, 20, 200):0}%");

    // 0 is silent; 200 is twice the amplitude, which is 6 dB.
    private static string Decibels(int volume) => volume == 0
        ? "silent"
        : string.Create(CultureInfo.InvariantCulture, $"{20 * Math.Log10(volume / (double)NaturalVolume):+0.#;-0.#}dB");
}
