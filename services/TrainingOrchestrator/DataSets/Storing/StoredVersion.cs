using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.DataSets.Storing;

/// <summary>A version and how many files it has of each label.</summary>
/// <param name="Row">The version.</param>
/// <param name="Labels">By name.</param>
/// <param name="Existed">It was there before the import.</param>
internal sealed record StoredVersion(DataSetRow Row, IReadOnlyList<LabelFiles> Labels, bool Existed = false);

/// <summary>Files of a label.</summary>
internal sealed record LabelFiles(string Label, int Training, int Validation);
