namespace Kws.Evaluation;

/// <summary>What a kitchen, a line or a device does to a clip.</summary>
/// <param name="Name">Such as <c>kitchen-10db</c>.</param>
/// <param name="Family">Such as <c>kitchen</c>: conditions of a family get the same noise.</param>
/// <param name="SnrDecibels">How far the word is above the noise; null: no noise is added.</param>
public sealed record Degradation(string Name, string Family, double? SnrDecibels)
{
    /// <summary>Stands for all of <see cref="Known"/>.</summary>
    public const string All = "all";

    /// <summary>The first quarter of the word is not there.</summary>
    public const string CutOnset = "cut-onset";

    /// <summary>The last quarter of the word is not there.</summary>
    public const string CutEnd = "cut-end";

    /// <summary>Recorded noise.</summary>
    public const string Kitchen = "kitchen";

    /// <summary>Six to nine other speakers.</summary>
    public const string Babble = "babble";

    /// <summary>300 to 3400 Hz at 8 kHz, mu-law.</summary>
    public const string Telephone = "telephone";

    /// <summary>20 dB louder, and clipped.</summary>
    public const string Clipping = "clipping";

    /// <summary>A room that takes 0.4 s to die away by 60 dB.</summary>
    public const string Reverberation = "reverberation";

    /// <summary>30 dB quieter, in 16 bits.</summary>
    public const string Quiet = "quiet";

    private static readonly double[] s_snrs = [20, 10, 5, 0];

    /// <summary>Every condition, in the order of reports.</summary>
    public static IReadOnlyList<Degradation> Known { get; } =
    [
        Plain(CutOnset), Plain(CutEnd), .. Noisy(Kitchen), .. Noisy(Babble), Plain(Telephone), Plain(Clipping),
        Plain(Reverberation), Plain(Quiet),
    ];

    /// <summary>What may be asked for: <see cref="All"/>, families, and conditions of the noisy ones.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [All, .. Known.Select(known => known.Family).Concat(Known.Select(known => known.Name)).Distinct()];

    /// <summary>The conditions of names, each once, in the order of <see cref="Known"/>; null: some name is not in
    /// <see cref="Names"/>.</summary>
    public static IReadOnlyList<Degradation>? Find(IReadOnlyList<string> names) => names.All(Names.Contains)
        ? [.. Known.Where(known => names.Contains(All) || names.Contains(known.Family) || names.Contains(known.Name))]
        : null;

    private static Degradation Plain(string name) => new(name, name, null);

    private static IEnumerable<Degradation> Noisy(string family) =>
        s_snrs.Select(snr => new Degradation(FormattableString.Invariant($"{family}-{snr}db"), family, snr));
}
