using System.Security.Cryptography;
using System.Text.Json;

namespace Kws.Models;

/// <summary>Reads and checks <c>manifest.json</c>. Unknown keys are allowed.</summary>
internal static class ManifestReader
{
    /// <summary>A manifest with a confusion table of 26 letters has 20 KB.</summary>
    public const int MaxBytes = 1 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
    };

    /// <param name="package">Named in errors.</param>
    /// <param name="json">UTF-8; a byte order mark is allowed.</param>
    /// <exception cref="InvalidModelPackageException">Not JSON, or faulty; all faults are named.</exception>
    public static ModelManifest Read(string package, ReadOnlySpan<byte> json)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(json));
        if (json.StartsWith(ByteOrderMark))
            json = json[ByteOrderMark.Length..];
        var faults = new ManifestFaults();
        ModelManifest? manifest;
        try
        {
            manifest = ManifestRules.Check(Parse(package, json), json, faults);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8, in a string that JSON's grammar lets pass.
            throw new InvalidModelPackageException(package, ["manifest.json holds no Unicode text; expected UTF-8"]);
        }
        return faults.All.Count == 0 && manifest is not null
            ? manifest with { Sha256 = sha256 }
            : throw new InvalidModelPackageException(package, faults.All);
    }

    private static ManifestDocument Parse(string package, ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
            throw new InvalidModelPackageException(package,
                [$"manifest.json has {json.Length} bytes; expected at most {MaxBytes}"]);
        try
        {
            return JsonSerializer.Deserialize<ManifestDocument>(json, Options)
                ?? throw new InvalidModelPackageException(package, ["manifest.json is null; expected a JSON object"]);
        }
        catch (JsonException e)
        {
            var faults = new ManifestFaults();
            faults.Add("manifest.json", e.Path ?? "$", $"another value there (line {e.LineNumber + 1}): {e.Message}");
            throw new InvalidModelPackageException(package, faults.All);
        }
    }
}
