namespace Kws.TrainingOrchestrator.Gates;

/// <summary>A finished package, and what it is compared with.</summary>
/// <param name="Package">Its folder.</param>
/// <param name="Data">Folder of the data set.</param>
/// <param name="DataName">What the data set is called.</param>
/// <param name="Champion">Folder of the model that serves, which it must not fall behind; null: none was
/// promoted.</param>
/// <param name="Base">Folder of the model that it was made of; null: it was made of none. Shown beside it where no
/// champion is.</param>
internal sealed record Candidate(string Package, string Data, string DataName, string? Champion, string? Base);
