using System.Text.Json;

namespace Kws.Features.Tests.Specs;

/// <summary>FeatureSpecVectors.json, which the trainer's tests read too.</summary>
internal sealed record FeatureSpecVectors(IReadOnlyList<SpecVector> Specs, IReadOnlyList<NumberVector> Numbers)
{
    private static readonly JsonSerializerOptions SnakeCase =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static FeatureSpecVectors Load() => JsonSerializer.Deserialize<FeatureSpecVectors>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "FeatureSpecVectors.json")), SnakeCase)!;
}

internal sealed record SpecVector(string Name, JsonElement Spec, string Canonical, string Sha256);

internal sealed record NumberVector(string Value, string Text);
