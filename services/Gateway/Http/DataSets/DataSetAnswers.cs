namespace Kws.Gateway.Http.DataSets;

/// <summary>A version of a data set.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Version">1, 2 ...</param>
/// <param name="Task"><c>keyword-spotting</c> or <c>sign-letters</c>.</param>
/// <param name="Labels">By name.</param>
/// <param name="Files">In all.</param>
/// <param name="Bytes">In all.</param>
/// <param name="ContentSha256">Of names, splits and contents.</param>
/// <param name="CreatedAt">When it was taken in.</param>
/// <param name="Existed">An import that brought nothing new.</param>
internal sealed record DataSetAnswer(
    string Name,
    int Version,
    string Task,
    IReadOnlyList<LabelAnswer> Labels,
    int Files,
    long Bytes,
    string ContentSha256,
    DateTimeOffset? CreatedAt,
    bool Existed);

/// <param name="Label">Of the data set.</param>
/// <param name="Training">Files to train with.</param>
/// <param name="Validation">Files to validate with.</param>
internal sealed record LabelAnswer(string Label, int Training, int Validation);

/// <summary>What a recording really holds.</summary>
/// <param name="Key">Of the recording.</param>
/// <param name="Label">That it is given.</param>
/// <param name="DataSet">That takes it.</param>
/// <param name="MarkedBy">Who said so.</param>
/// <param name="MarkedAt">When.</param>
internal sealed record CorrectionAnswer(
    string Key, string Label, string DataSet, string MarkedBy, DateTimeOffset? MarkedAt);

/// <summary>The newest version after the corrections that waited.</summary>
/// <param name="Version">New or not.</param>
/// <param name="Taken">Corrections that it has.</param>
/// <param name="SetAside">Corrections that it cannot take, and why.</param>
internal sealed record CorrectedAnswer(DataSetAnswer Version, int Taken, IReadOnlyList<SetAsideAnswer> SetAside);

/// <param name="Correction">That was set aside.</param>
/// <param name="Reason">Such as a recording that is gone.</param>
internal sealed record SetAsideAnswer(CorrectionAnswer Correction, string Reason);
