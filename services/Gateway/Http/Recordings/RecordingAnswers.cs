using Kws.Storage.Recordings;

namespace Kws.Gateway.Http.Recordings;

/// <summary>A recorded clip.</summary>
/// <param name="Key">Of its audio.</param>
/// <param name="Label">That was heard.</param>
/// <param name="Date">UTC.</param>
/// <param name="Bytes">Of its audio.</param>
/// <param name="StoredAt">When.</param>
/// <param name="Details">In answers for one clip, where they are there.</param>
internal sealed record RecordingAnswer(
    string Key, string Label, DateOnly Date, long Bytes, DateTimeOffset StoredAt, RecordedClip? Details);

/// <summary>Some of the recordings.</summary>
/// <param name="Recordings">By label, date and id.</param>
/// <param name="Next">For <c>after</c> of the next page; null: there is none.</param>
internal sealed record RecordingsAnswer(IReadOnlyList<RecordingAnswer> Recordings, string? Next);

/// <summary>What a recording really holds.</summary>
internal sealed record MarkRequest
{
    /// <summary>A label of the data set; <c>unknown</c>: another word; <c>silence</c>: none.</summary>
    public string Label { get; init; } = "";

    /// <summary>Empty: the only one of recordings.</summary>
    public string DataSet { get; init; } = "";
}

/// <summary>A clip by the parts of its key.</summary>
/// <param name="Label">That was heard.</param>
/// <param name="Date">YYYY-MM-DD, UTC.</param>
/// <param name="File">ID.wav.</param>
internal sealed record ClipName(string Label, string Date, string File)
{
    public string Key => $"recordings/{Label}/{Date}/{File}";
}
