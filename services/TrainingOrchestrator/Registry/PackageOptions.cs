using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Section <c>Packages</c>: packages that clients upload.</summary>
internal sealed class PackageOptions
{
    public const string Section = "Packages";

    /// <summary>Largest package, in bytes; more is RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1_000, 1L << 36)]
    public long MaxBytes { get; set; } = 256L << 20;

    /// <summary>Uploads at once; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100)]
    public int MaxUploads { get; set; } = 2;
}

/// <summary>Finds every fault of <see cref="PackageOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PackageOptionsValidator : IValidateOptions<PackageOptions>;
