namespace Kws.Gateway.Console.Live;

/// <summary>What a stream shows at a moment: one of these.</summary>
/// <param name="Picture">A JPEG or PNG, as it was sent.</param>
/// <param name="LevelDecibels">Of a piece of audio, below full scale.</param>
/// <param name="Letter">That is seen now; empty: none.</param>
/// <param name="Word">That was heard or spelled.</param>
internal sealed record LiveMoment(
    byte[]? Picture = null, double? LevelDecibels = null, string? Letter = null, string? Word = null);
