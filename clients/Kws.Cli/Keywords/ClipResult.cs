using Kws.Audio.V1;

namespace Kws.Cli.Keywords;

/// <summary>What came of one clip: an answer, or the reason why there is none.</summary>
internal sealed record ClipResult(ClipFile Clip, ClassifyResponse? Answer, string? Error)
{
    /// <summary>The likeliest label; null when the clip was refused.</summary>
    public Ranked? Best => Answer?.Labels[0];
}
