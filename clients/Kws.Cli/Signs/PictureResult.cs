using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>What came of one picture: an answer, or the reason why there is none.</summary>
internal sealed record PictureResult(PictureFile Picture, ClassifyResponse? Answer, string? Error);
