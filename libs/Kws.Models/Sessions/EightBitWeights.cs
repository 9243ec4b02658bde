namespace Kws.Models;

/// <summary>Models whose weights alone are in eight bits, as the trainer's <c>quantise</c> writes them.</summary>
internal static class EightBitWeights
{
    /// <summary>
    /// For the sake of integer kernels ONNX Runtime leaves DequantizeLinear in the graph, to run each time. With this
    /// key set to
    /// <c>1</c> constant weights are multiplied back once, while loading, and laid out for the processor.
    /// </summary>
    public const string UnpackWhileLoading = "session.disable_quant_qdq";

    /// <summary>Whether a serialised graph unpacks weights but quantises no activation, so that no integer kernel can
    /// apply.</summary>
    public static bool AreAllThatIsQuantised(ReadOnlySpan<byte> model) =>
        model.IndexOf("DequantizeLinear"u8) >= 0 && model.IndexOf("QuantizeLinear"u8) < 0;
}
