using Kws.Detection;
using Kws.Features;

namespace Kws.Models;

/// <summary>What a model package says of itself, checked for consistency; <c>manifest.json</c>, schema
/// <c>kws.model/1</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>The schema that this code reads.</summary>
    public const string SchemaName = "kws.model/1";

    /// <summary>What the model is for.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>1 .. 64 of [a-z0-9._-].</summary>
    public required string Name { get; init; }

    /// <summary>Three numbers, such as <c>1.0.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>In the order of the posteriors; unique.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The model's one input; its first dimension, the batch, is open (-1).</summary>
    public required TensorSpec Input { get; init; }

    /// <summary>The model's first output, <c>[-1, labels]</c>.</summary>
    public required TensorSpec Output { get; init; }

    /// <summary>The second output of a sign model, which tells where the hand is (<see cref="SignModel.HandOutput"/>).
    /// Null for models that tell it not.</summary>
    public TensorSpec? Hand { get; init; }

    /// <summary>How audio becomes the input. Null for models that read no audio.</summary>
    public FeatureSpec? Features { get; init; }

    /// <summary>How a picture becomes the input. Null for models that read no pictures.</summary>
    public ImageSpec? Image { get; init; }

    /// <summary>How a stream of posteriors becomes words. Null for models that spot none.</summary>
    public DetectionSettings? Detection { get; init; }

    /// <summary>The network that looks a second time before a word is told. Null: there is none.</summary>
    public VerifierSettings? Verifier { get; init; }

    /// <summary>How a stream goes on from where it was. Null: each window is heard whole.</summary>
    public StreamingSettings? Streaming { get; init; }

    /// <summary>How a clip that is not clear is heard again. Null: once is enough.</summary>
    public ClipSettings? Clips { get; init; }

    /// <summary>How a stream of posteriors becomes letters. Null for models that read none.</summary>
    public ReadingSettings? Reading { get; init; }

    /// <summary>What was measured, and on what data.</summary>
    public IReadOnlyList<ModelMetric> Metrics { get; init; } = [];

    /// <summary>What the model costs to run.</summary>
    public ModelCost Cost { get; init; } = new();

    /// <summary>The licence of the weights; empty when the manifest has none.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Whom the model owes, a line each.</summary>
    public IReadOnlyList<string> Attribution { get; init; } = [];

    /// <summary>The files of the package, with what they must hash to.</summary>
    public required IReadOnlyList<PackageFile> Files { get; init; }

    /// <summary>The manifest as it stands in the package.</summary>
    public required string Json { get; init; }

    /// <summary>Of the manifest's bytes, lower-case hex: with the hashes in it, of all of the package.</summary>
    public string Sha256 { get; init; } = "";
}
