using System.Text.Json;

namespace Kws.Features;

/// <summary>The JSON form of a <see cref="FeatureSpec"/>: thirteen keys, canonical when written.</summary>
internal static class FeatureSpecJson
{
    private static readonly string[] Kinds = ["", "log-mel", "mfcc"];
    private static readonly string[] Windows = ["", "rectangular", "hann", "hamming", "blackman"];
    private static readonly string[] Logs = ["", "natural", "decimal"];

    /// <summary>Keys in code-point order, no white space, ECMAScript numbers (RFC 8785).</summary>
    /// <exception cref="InvalidFeatureSpecException">A value that JSON cannot hold.</exception>
    public static string Write(FeatureSpec spec)
    {
        spec.Validate();
        return "{"
            + $"\"coefficients\":{Number(spec.Coefficients)}"
            + $",\"fft_size\":{Number(spec.FftSize)}"
            + $",\"floor\":{Number(spec.Floor)}"
            + $",\"frame_length_samples\":{Number(spec.FrameLengthSamples)}"
            + $",\"high_hz\":{Number(spec.HighHz)}"
            + $",\"hop_samples\":{Number(spec.HopSamples)}"
            + $",\"kind\":\"{Kinds[(int)spec.Kind]}\""
            + $",\"log\":\"{Logs[(int)spec.Log]}\""
            + $",\"low_hz\":{Number(spec.LowHz)}"
            + $",\"mel_bands\":{Number(spec.MelBands)}"
            + $",\"pre_emphasis\":{Number(spec.PreEmphasis)}"
            + $",\"sample_rate_hz\":{Number(spec.SampleRateHz)}"
            + $",\"window\":\"{Windows[(int)spec.Window]}\""
            + "}";
    }

    public static FeatureSpec Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var document = Open(json);
        try
        {
            return Read(new JsonFields(document.RootElement));
        }
        catch (InvalidOperationException)
        {
            // JSON allows half of a surrogate pair; no text does.
            throw new InvalidFeatureSpecException(["text holds half of a surrogate pair; allowed: Unicode text"]);
        }
    }

    private static FeatureSpec Read(JsonFields fields)
    {
        var spec = new FeatureSpec(
            (FeatureKind)fields.Choice("kind", Kinds),
            fields.Integer("sample_rate_hz"),
            fields.Integer("frame_length_samples"),
            fields.Integer("hop_samples"),
            fields.Integer("fft_size"),
            (WindowKind)fields.Choice("window", Windows),
            fields.Number("pre_emphasis"),
            fields.Integer("mel_bands"),
            fields.Number("low_hz"),
            fields.Number("high_hz"),
            fields.Integer("coefficients"),
            (LogKind)fields.Choice("log", Logs),
            fields.Number("floor"));
        fields.ThrowIfFaulty();
        spec.Validate();
        return spec;
    }

    private static JsonDocument Open(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
        }
        catch (JsonException e)
        {
            throw new InvalidFeatureSpecException(
                [$"text is not JSON (line {e.LineNumber + 1}); allowed: one JSON object"]);
        }
    }

    private static string Number(double value) => EcmaScriptNumber.Format(value);
}
