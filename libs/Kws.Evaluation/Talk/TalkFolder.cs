namespace Kws.Evaluation;

/// <summary>A recording of people talking.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">Below its collection's folder, with '/'.</param>
/// <param name="Source">The first folder below the collection's, or that folder's own name.</param>
/// <param name="Text">What is said, as far as known; null: unknown.</param>
/// <param name="Stretches">Where somebody listened to it.</param>
public sealed record TalkFile(
    string Path, string Name, string Source, string? Text, IReadOnlyList<HeardStretch> Stretches)
{
    /// <summary>Who speaks, by the file's name.</summary>
    public string Speaker => TalkSpeakers.SpeakerOf(Name);

    /// <summary>The keywords that somebody heard in it, as words of the recording that <see cref="TalkListener"/>
    /// makes of it: an event for one of them is no false alarm.</summary>
    /// <param name="sampleRateHz">Of that recording.</param>
    public IReadOnlyList<SpokenWord> SaidWords(int sampleRateHz) =>
    [
        .. Stretches.Where(stretch => stretch.IsWord).Select(stretch => new SpokenWord(stretch.Label,
            SampleOf(stretch.StartSeconds - TalkJudge.Before, sampleRateHz),
            SampleOf(stretch.EndSeconds, sampleRateHz))),
    ];

    // As for other spoken words, an event may come for a second after the word.
    private static int SampleOf(double seconds, int sampleRateHz) =>
        (int)(Math.Max(0, seconds + TalkListener.PauseSeconds) * sampleRateHz);
}

/// <summary>A folder of talk.</summary>
/// <param name="Files">Its recordings, by name.</param>
/// <param name="NotThere">Files that the judgements name and the folder does not have.</param>
public sealed record TalkCollection(IReadOnlyList<TalkFile> Files, IReadOnlyList<string> NotThere);

/// <summary>What a person heard where a model reported a keyword.</summary>
/// <param name="Label">The keyword.</param>
/// <param name="StartSeconds">From the file's begin.</param>
/// <param name="EndSeconds">From the file's begin, not before the start.</param>
/// <param name="Judged"><see cref="Word"/>: the keyword was said; anything else: it was not.</param>
public sealed record HeardStretch(string Label, double StartSeconds, double EndSeconds, string Judged)
{
    /// <summary>The judgement that the keyword was really said.</summary>
    public const string Word = "word";

    /// <summary>Whether the keyword was really said.</summary>
    public bool IsWord => string.Equals(Judged.Trim(), Word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Reads collections of talk: recordings in folders of any depth, <c>manifest.csv</c> with what is said in
/// them, and <c>heard.csv</c> with what people heard where models reported keywords.</summary>
public static class TalkFolder
{
    /// <summary>Judgements, beside the recordings.</summary>
    public const string HeardFile = "heard.csv";

    // macOS lays a file of attributes with this prefix beside each file that it copies to a foreign disk.
    private const string AppleDouble = "._";

    private const string ManifestFile = "manifest.csv";
    private const string FileColumn = "file";
    private const string TextColumn = "text";
    private const string LabelColumn = "label";
    private const string StartColumn = "start_s";
    private const string EndColumn = "end_s";
    private const string JudgedColumn = "judged";

    /// <summary>All recordings below a folder, by name.</summary>
    /// <param name="folder">Of the collection.</param>
    /// <param name="heardFile">Judgements; null: <see cref="HeardFile"/> of the folder, if it is there.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DirectoryNotFoundException">The folder is absent or holds no recording.</exception>
    /// <exception cref="InvalidDataException">A table is not as it must be; the message names file and
    /// line.</exception>
    public static async Task<TalkCollection> ReadAsync(
        string folder, string? heardFile, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"no folder '{folder}' with recordings of talk");
        string[] names = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => ClipFolder.IsAudioFile(file)
                && !Path.GetFileName(file).StartsWith(AppleDouble, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
        if (names.Length == 0)
            throw new DirectoryNotFoundException($"'{folder}' holds no *.wav, *.flac or *.opus");
        var texts = await TextsAsync(Path.Combine(folder, ManifestFile), cancellationToken);
        heardFile ??= File.Exists(Path.Combine(folder, HeardFile)) ? Path.Combine(folder, HeardFile) : null;
        var heard = heardFile is null ? [] : await HeardAsync(heardFile, cancellationToken);
        var own = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        IReadOnlyList<TalkFile> files = [.. names.Select(name => new TalkFile(
            Path.Combine(folder, name),
            name,
            name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : own,
            texts.GetValueOrDefault(name),
            heard.GetValueOrDefault(name, [])))];
        return new TalkCollection(files, [.. heard.Keys.Except(names).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The speakers of a part.</summary>
    public static IReadOnlyList<TalkFile> Of(this IReadOnlyList<TalkFile> files, TalkPart part) => part == TalkPart.All
        ? files
        : [.. files.Where(file => TalkSpeakers.PartOf(file.Speaker) == part)];

    private static async Task<Dictionary<string, string>> TextsAsync(string file, CancellationToken cancellationToken)
    {
        Dictionary<string, string> texts = [];
        if (!File.Exists(file))
            return texts;
        var table = await CsvTable.ReadAsync(file, [FileColumn, TextColumn], cancellationToken);
        foreach (var row in table.Rows)
        {
            if (row(TextColumn).Trim() is { Length: > 0 } text)
                texts[row(FileColumn)] = text;
        }
        return texts;
    }

    private static async Task<Dictionary<string, List<HeardStretch>>> HeardAsync(
        string file, CancellationToken cancellationToken)
    {
        Dictionary<string, List<HeardStretch>> heard = [];
        var table = await CsvTable.ReadAsync(
            file, [FileColumn, LabelColumn, StartColumn, EndColumn, JudgedColumn], cancellationToken);
        foreach (var row in table.Rows)
        {
            var stretch = new HeardStretch(
                row(LabelColumn), table.Seconds(row, StartColumn), table.Seconds(row, EndColumn), row(JudgedColumn));
            if (stretch.EndSeconds < stretch.StartSeconds)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"{file}: {row(FileColumn)} ends at {stretch.EndSeconds} s, before it starts at ")
                    + FormattableString.Invariant($"{stretch.StartSeconds} s"));
            }
            if (!heard.TryGetValue(row(FileColumn), out var stretches))
                heard[row(FileColumn)] = stretches = [];
            stretches.Add(stretch);
        }
        return heard;
    }
}
