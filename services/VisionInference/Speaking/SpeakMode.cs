namespace VisionInference.Speaking;

/// <summary>What of a session is spoken.</summary>
public enum SpeakMode
{
    Silent,
    Letters,
    Words,
}
