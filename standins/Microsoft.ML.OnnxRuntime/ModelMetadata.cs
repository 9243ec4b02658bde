using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model file says of itself.</summary>
public unsafe class ModelMetadata
{
    internal ModelMetadata(nint metadata)
    {
        ProducerName = Read(OrtNative.Api->ModelMetadataGetProducerName, metadata);
        GraphName = Read(OrtNative.Api->ModelMetadataGetGraphName, metadata);
        Domain = Read(OrtNative.Api->ModelMetadataGetDomain, metadata);
        Description = Read(OrtNative.Api->ModelMetadataGetDescription, metadata);
        long version;
        OrtNative.ThrowIfFailed(OrtNative.Api->ModelMetadataGetVersion(metadata, &version));
        Version = version;
    }

    /// <summary>The program that wrote the model, such as <c>pytorch</c>.</summary>
    public string ProducerName { get; }

    /// <summary>The graph's name.</summary>
    public string GraphName { get; }

    /// <summary>The model's reverse-DNS domain; often empty.</summary>
    public string Domain { get; }

    /// <summary>The model's description; often empty.</summary>
    public string Description { get; }

    /// <summary>The model's own version number.</summary>
    public long Version { get; }

    private static string Read(delegate* unmanaged<nint, nint, byte**, nint> getter, nint metadata)
    {
        byte* text;
        OrtNative.ThrowIfFailed(getter(metadata, OrtNative.DefaultAllocator, &text));
        return OrtNative.TakeString(text);
    }
}
