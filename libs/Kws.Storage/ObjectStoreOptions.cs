using System.ComponentModel.DataAnnotations;
using Kws.Settings;

namespace Kws.Storage;

/// <summary>Which object store. Configuration section <c>Storage</c>.</summary>
public record ObjectStoreOptions : IValidatableObject
{
    public const string Section = "Storage";

    /// <summary>Folder of the objects, made when it is missing; used where no bucket is set.</summary>
    public string? Directory { get; init; }

    /// <summary>An S3 bucket; goes before <see cref="Directory"/>.</summary>
    public S3ObjectStoreOptions? S3 { get; init; }

    /// <summary>Whether a store is configured at all.</summary>
    public bool IsConfigured => S3 is { Bucket.Length: > 0 } || !string.IsNullOrWhiteSpace(Directory);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        S3?.Faults().Select(fault => SettingFault.Of(validationContext, $"{nameof(S3)}:{fault}")) ?? [];

    /// <summary>Opens the store. Nothing is sent to S3 yet.</summary>
    /// <exception cref="ArgumentException">No store is configured, or its options have faults; all are
    /// named.</exception>
    /// <exception cref="ObjectStoreException">The folder cannot be made.</exception>
    public IObjectStore Open()
    {
        if (S3 is { Bucket.Length: > 0 })
            return new S3ObjectStore(S3);
        return !string.IsNullOrWhiteSpace(Directory)
            ? new DirectoryObjectStore(Directory)
            : throw new ArgumentException(
                "object store: none is configured; set Storage:Directory or Storage:S3:Bucket");
    }
}
