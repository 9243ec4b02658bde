namespace Kws.VisionInference.Speaking;

/// <summary>What of a session is spoken.</summary>
internal enum SpeakMode
{
    Silent,
    Letters,
    Words,
}
