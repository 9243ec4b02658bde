using Kws.Database;
using Kws.Settings;
using Kws.TrainingOrchestrator.DataSets.Archives;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>Section <c>Imports</c>: what may become a data set.</summary>
internal sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>Folder below which clients may name folders to import; not set: none.</summary>
    [ExistingFolder]
    public string? Root { get; set; }

    /// <summary>Where archives are unpacked while they are imported; not set: <c>kws-aspire/imports</c> in the folder
    /// that the account has for data of programs.</summary>
    public string? WorkFolder { get; set; }

    /// <summary>Bytes of an archive, as it is read and as it is unpacked each, and of a folder.</summary>
    [NumberRange(1024, 1L << 42)]
    public long MaxBytes { get; set; } = 20L << 30;

    /// <summary>Files and folders of an import.</summary>
    [NumberRange(1, 10_000_000)]
    public int MaxFiles { get; set; } = 250_000;

    /// <summary>Bytes of one file.</summary>
    [NumberRange(1024, 256L << 20)]
    public int MaxFileBytes { get; set; } = 64 << 20;

    /// <summary>Imports of this replica at once, and preparations; a further one is RESOURCE_EXHAUSTED.</summary>
    [NumberRange(1, 64)]
    public int AtOnce { get; set; } = 2;

    /// <summary>What an archive may hold.</summary>
    public ArchiveLimits Limits => new(Section, MaxBytes, MaxFiles, MaxFileBytes);

    /// <summary>Where the temporary files are.</summary>
    public string Folder => WorkFolder is { Length: > 0 } ? Path.GetFullPath(WorkFolder) : OwnData.PathOf("imports");
}

/// <summary>Finds every fault of <see cref="ImportOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ImportOptionsValidator : IValidateOptions<ImportOptions>;
