namespace Kws.Cli.Keywords;

/// <summary>A word that the demo device's audio holds, and where: what a perfect listener would report.</summary>
/// <param name="EndSample">The sample after the word's last.</param>
internal sealed record SpokenWord(string Word, long StartSample, long EndSample);
