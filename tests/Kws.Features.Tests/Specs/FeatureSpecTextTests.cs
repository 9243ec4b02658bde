using System.Text.Json.Nodes;

namespace Kws.Features.Tests.Specs;

/// <summary>What of JSON texts is taken, and how what is not is told.</summary>
public sealed class FeatureSpecTextTests
{
    [Fact]
    public void Parse_AnyOrderAndSpacing_GivesTheSameSpec()
    {
        var fields = Preset();
        var turned = new JsonObject(fields.Reverse().Select(field =>
            KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

        var spec = FeatureSpec.Parse(turned.ToJsonString(new() { WriteIndented = true }));

        Assert.Equal(FeatureSpecPresets.LogMel40, spec);
        Assert.Equal(FeatureSpecPresets.LogMel40.Sha256, spec.Sha256);
    }

    [Fact]
    public void Parse_WholeNumberWrittenAsADecimal_IsTaken()
    {
        var text = FeatureSpecPresets.LogMel40.ToCanonicalJson()
            .Replace("\"hop_samples\":160", "\"hop_samples\":1.60e2", StringComparison.Ordinal);

        Assert.Equal(FeatureSpecPresets.LogMel40, FeatureSpec.Parse(text));
    }

    [Theory]
    [InlineData("kind")]
    [InlineData("sample_rate_hz")]
    [InlineData("frame_length_samples")]
    [InlineData("hop_samples")]
    [InlineData("fft_size")]
    [InlineData("window")]
    [InlineData("pre_emphasis")]
    [InlineData("mel_bands")]
    [InlineData("low_hz")]
    [InlineData("high_hz")]
    [InlineData("coefficients")]
    [InlineData("log")]
    [InlineData("floor")]
    public void Parse_OneKeyMissing_IsTheOnlyFault(string key)
    {
        var fields = Preset();
        fields.Remove(key);

        var error = Refusal(fields.ToJsonString());

        Assert.StartsWith($"{key} is missing; allowed: ", Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind", "1", "kind is 1; allowed: log-mel or mfcc")]
    [InlineData("kind", "\"\"", "kind is \"\"; allowed: log-mel or mfcc")]
    [InlineData("kind", "\"Log-Mel\"", "kind is \"Log-Mel\"; allowed: log-mel or mfcc")]
    [InlineData("window", "null", "window is null; allowed: rectangular or hann or hamming or blackman")]
    [InlineData("log", "\"binary\"", "log is \"binary\"; allowed: natural or decimal")]
    [InlineData("hop_samples", "true", "hop_samples is true; allowed: a number")]
    [InlineData("hop_samples", "2147483648", "hop_samples is 2147483648; allowed: a 32-bit integer")]
    [InlineData("floor", "1e999", "floor is 1e999; allowed: a number")]
    [InlineData("floor", "[1]", "floor is [1]; allowed: a number")]
    public void Parse_ValueOfAnotherKind_IsTheOnlyFault(string key, string value, string expected)
    {
        var fields = Preset();
        fields.Remove(key);
        var text = fields.ToJsonString()[..^1] + $",\"{key}\":{value}}}";

        Assert.Equal(expected, Assert.Single(Refusal(text).Faults));
    }

    [Fact]
    public void Parse_FaultsOfManyFields_AreAllTold()
    {
        var fields = Preset();
        fields.Remove("window");
        fields["mel_bands"] = "forty";
        fields["colour"] = "blue";

        string[] faults = [.. Refusal(fields.ToJsonString()).Faults.Select(fault => fault.Split(' ')[0])];

        Assert.Equal(["window", "mel_bands", "colour"], faults);
    }

    [Fact]
    public void Parse_LongTexts_AreCutInTheFault()
    {
        var fields = Preset();
        fields["kind"] = new string('k', 500);
        fields[new string('x', 500)] = 1;

        var faults = Refusal(fields.ToJsonString()).Faults;

        Assert.Equal(2, faults.Count);
        Assert.StartsWith($"kind is \"{new string('k', 39)}...; allowed", faults[0], StringComparison.Ordinal);
        Assert.StartsWith($"{new string('x', 40)}... is unknown; allowed", faults[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"kind\"", "text is a JSON String; allowed: one JSON object")]
    [InlineData("null", "text is a JSON Null; allowed: one JSON object")]
    [InlineData("{} {}", "text is not JSON (line 1); allowed: one JSON object")]
    [InlineData("{\n\n,}", "text is not JSON (line 3); allowed: one JSON object")]
    [InlineData("{} // as the trainer writes it", "text is not JSON (line 1); allowed: one JSON object")]
    [InlineData("{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}", "text is not JSON (line 1); allowed: one JSON object")]
    public void Parse_TextThatIsNoObject_IsTheOnlyFault(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Refusal(text).Faults));

    [Theory]
    [InlineData("{\"kind\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    public void Parse_HalfOfASurrogatePair_IsTold(string text) =>
        Assert.Equal("text holds half of a surrogate pair; allowed: Unicode text",
            Assert.Single(Refusal(text).Faults));

    [Fact]
    public void Parse_Null_Throws() => Assert.Throws<ArgumentNullException>(() => FeatureSpec.Parse(null!));

    private static JsonObject Preset() =>
        JsonNode.Parse(FeatureSpecPresets.LogMel40.ToCanonicalJson())!.AsObject();

    private static InvalidFeatureSpecException Refusal(string text) =>
        Assert.Throws<InvalidFeatureSpecException>(() => FeatureSpec.Parse(text));
}
