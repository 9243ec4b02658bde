namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>What an archive may hold, whatever it claims.</summary>
/// <param name="Section">Whose settings <c>MaxBytes</c>, <c>MaxFiles</c> and <c>MaxFileBytes</c> these are.</param>
/// <param name="MaxBytes">As it is read and as it is unpacked, each.</param>
/// <param name="MaxFiles">And folders.</param>
/// <param name="MaxFileBytes">Of one file.</param>
internal sealed record ArchiveLimits(string Section, long MaxBytes, int MaxFiles, long MaxFileBytes);
