using Kws.Models;
using Kws.TrainingOrchestrator.Jobs;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>What folders mean. Recordings: <c>&lt;word&gt;/*.wav|flac</c>; photos: <c>&lt;LETTER&gt;/*.jpg|png</c> or
/// <c>&lt;source&gt;/&lt;LETTER&gt;/*</c>; both optionally below <c>train</c> or <c>training</c> and <c>validation</c>,
/// with <c>background_noise</c> among the words or beside them.</summary>
/// <param name="task">Decides between them.</param>
internal sealed class FolderLayout(ModelTask task)
{
    /// <summary>Origin of photos that have none.</summary>
    public const string NoSource = "photos";

    private static readonly string[] s_background = ["background_noise", "_background_noise_"];
    private static readonly string[] s_audio = [".wav", ".flac"];
    private static readonly string[] s_pictures = [".jpg", ".jpeg", ".png"];
    private readonly List<PlacedFile> _placed = [];
    private readonly List<string> _leftOut = [];

    /// <summary>Files that belong to the data set.</summary>
    public IReadOnlyList<PlacedFile> Placed => _placed;

    /// <summary>Paths that lie beside it, such as a licence.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Whether the folder says which files are for validation.</summary>
    public bool StatesSplits { get; private set; }

    private bool IsAudio => task == ModelTask.KeywordSpotting;

    /// <summary>Reads the places of all files.</summary>
    public void Read(IReadOnlyList<SourceFile> files, DataSetFaults faults)
    {
        var wrapper = Wrapper(files);
        StatesSplits = files.Any(file => SplitOf(Below(wrapper, file.Path)[0]) is not null
            && Below(wrapper, file.Path).Length > 1);
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            Place(file, Below(wrapper, file.Path), faults);
        if (_placed.All(file => file.Label.Length == 0))
            faults.Add("", IsAudio
                ? "no recordings; expected <word>/*.wav or *.flac, with or without train/ and validation/ before"
                : "no photos; expected <LETTER>/*.jpg or <source>/<LETTER>/*.jpg, with or without train/ and "
                    + "validation/ before");
    }

    private void Place(SourceFile file, string[] path, DataSetFaults faults)
    {
        if (IsAudio && IsBackground(path))
        {
            if (Accepts(file, faults))
                _placed.Add(new PlacedFile(file, DataSplit.Background, "", ""));
            return;
        }

        var split = SplitOf(path[0]);
        if (path.Length == 1 || (StatesSplits && split is null))
        {
            _leftOut.Add(file.Path);
            return;
        }

        var inside = StatesSplits ? path[1..] : path;
        if (inside.Length == 2 || (!IsAudio && inside.Length == 3))
            Place(file, split, inside, faults);
        else
            faults.Add(file.Path, IsAudio
                ? "lies too deep or too high; expected <word>/FILE"
                : "lies too deep or too high; expected <LETTER>/FILE or <source>/<LETTER>/FILE");
    }

    // For both splits, wherever it lies: it is mixed into words, and answered as silence.
    private static bool IsBackground(string[] path) => path.Length >= 2 && s_background.Contains(path[^2])
        && (path.Length == 2 || (path.Length == 3 && SplitOf(path[0]) is not null));

    private void Place(SourceFile file, DataSplit? split, string[] inside, DataSetFaults faults)
    {
        var (label, source) = (inside[^2], inside.Length == 3 ? inside[0] : NoSource);
        if (!Names.IsName(label))
            faults.Add(file.Path, $"'{label}' is no name of a label; allowed: {Names.Allowed}");
        else if (!Names.IsName(source))
            faults.Add(file.Path, $"'{source}' is no name of a source; allowed: {Names.Allowed}");
        else if (Accepts(file, faults))
            _placed.Add(new PlacedFile(file, split, label, IsAudio ? SpeakerOf(inside[^1]) : source));
    }

    private bool Accepts(SourceFile file, DataSetFaults faults)
    {
        var suffixes = IsAudio ? s_audio : s_pictures;
        if (suffixes.Contains(Path.GetExtension(file.Path).ToLowerInvariant()))
            return true;
        faults.Add(file.Path, $"is none of {string.Join(", ", suffixes)}");
        return false;
    }

    // Speech Commands' "<speaker>_nohash_<take>", else what stands before the first '_'.
    private static string SpeakerOf(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var end = stem.IndexOf("_nohash_", StringComparison.Ordinal);
        return stem[..Math.Max(0, end >= 0 ? end : stem.IndexOf('_'))];
    }

    private static DataSplit? SplitOf(string folder) => folder switch
    {
        "train" or "training" => DataSplit.Training,
        "validation" => DataSplit.Validation,
        _ => null,
    };

    // Archives often hold one folder that holds everything.
    private string Wrapper(IReadOnlyList<SourceFile> files)
    {
        var paths = files.Select(file => file.Path.Split('/')).ToList();
        var first = paths.FirstOrDefault(path => path.Length > 2);
        if (first is null || SplitOf(first[0]) is not null || paths.Any(path => path[0] != first[0]))
            return "";
        var deepest = IsAudio ? 3 : 4;
        return paths.Any(path => path.Length > 2 && SplitOf(path[1]) is not null)
            || paths.All(path => path.Length >= deepest || path.Length == 2)
            ? first[0] + "/"
            : "";
    }

    private static string[] Below(string wrapper, string path) => path[wrapper.Length..].Split('/');
}
