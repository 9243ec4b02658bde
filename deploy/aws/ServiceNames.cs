namespace Kws.Aws;

/// <summary>The services that AWS treats differently, as the AppHost calls them.</summary>
internal static class ServiceNames
{
    public const string AudioInference = "audioinference";
    public const string FeatureExtraction = "featureextraction";
    public const string Gateway = "gateway";
    public const string TrainingOrchestrator = "trainingorchestrator";
    public const string Tts = "tts";
    public const string VisionInference = "visioninference";
}
