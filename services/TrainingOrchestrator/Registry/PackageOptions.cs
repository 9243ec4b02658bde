using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Section <c>Packages</c>: packages that clients upload, and those that ship.</summary>
internal sealed class PackageOptions
{
    public const string Section = "Packages";

    /// <summary>Largest package, in bytes; more is RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1_000, 1L << 36)]
    public long MaxBytes { get; set; } = 256L << 20;

    /// <summary>Uploads at once; more are RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 100)]
    public int MaxUploads { get; set; } = 2;

    /// <summary>Folder of the packages that come with the programs, from which jobs may start; not set: the nearest
    /// folder named <c>models</c> at or above the program's.</summary>
    [ExistingFolder]
    public string? Shipped { get; set; }
}

/// <summary>Finds every fault of <see cref="PackageOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PackageOptionsValidator : IValidateOptions<PackageOptions>;
