namespace Kws.Models;

/// <summary>What a model keeps of one stream between two steps: the last inputs of its layers. Not
/// thread-safe.</summary>
public sealed class StreamState
{
    internal StreamState(KeywordModel? model, int values) => (Model, Values) = (model, new float[values]);

    /// <summary>The model that keeps it; another can't go on with it. Null while a model is loaded.</summary>
    public KeywordModel? Model { get; }

    /// <summary>Memory that it takes, in bytes.</summary>
    public int HeldBytes => Values.Length * sizeof(float);

    /// <summary>One tensor after the other, as the manifest lists them.</summary>
    internal float[] Values { get; }
}
