namespace Kws.Gateway.Console.Words;

/// <summary>A word that a data set is made for.</summary>
/// <param name="Text">As it is said.</param>
/// <param name="Takes">WAV files of it; none: synthetic voices alone say it.</param>
/// <param name="IsSpoken">Whether synthetic voices say it for training too, beside the takes.</param>
/// <param name="Talk">Of talk without it, in which false alarms are counted. A minute or less is a quick try, with few
/// voices.</param>
internal sealed record WordOrder(string Text, IReadOnlyList<byte[]> Takes, bool IsSpoken, TimeSpan Talk);
