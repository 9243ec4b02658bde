namespace Kws.Models;

/// <summary>No model serves yet. Services answer with UNAVAILABLE.</summary>
public sealed class ModelNotLoadedException() : InvalidOperationException("no model is loaded yet");
