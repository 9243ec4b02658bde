using Amazon.SageMaker.Model;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>The figures that SageMaker picks out of the trainer's lines of epochs, such as <c>{"event": "epoch",
/// "time": "...", "epoch": 3, "epochs": 20, "loss": 0.41, "accuracy": 0.87, "learning_rate": 0.002, "seconds":
/// 12.5}</c>.</summary>
internal static class TrainerFigures
{
    private const string Prefix = "kws:";
    private static readonly string[] s_names = ["epoch", "epochs", "loss", "accuracy", "learning_rate", "seconds"];

    /// <summary>A regular expression for each, whose group is the number.</summary>
    public static List<MetricDefinition> Definitions =>
    [
        .. s_names.Select(name => new MetricDefinition
        {
            Name = Prefix + name,
            Regex = $$"""
                "event": "epoch",.* "{{name}}": ([-+0-9.eE]+)
                """,
        }),
    ];

    /// <summary>The last epoch; null: none is known as a whole.</summary>
    /// <param name="figures">By SageMaker's names.</param>
    public static TrainedEpoch? EpochOf(IReadOnlyDictionary<string, double> figures)
    {
        if (ValueOf("epoch") is not { } epoch || ValueOf("epochs") is not { } epochs || ValueOf("loss") is not { } loss)
            return null;
        return new TrainedEpoch(
            (int)epoch, (int)epochs, loss, ValueOf("accuracy") ?? 0, ValueOf("learning_rate") ?? 0,
            TimeSpan.FromSeconds(ValueOf("seconds") ?? 0));

        double? ValueOf(string name) => figures.TryGetValue(Prefix + name, out var value) ? value : null;
    }
}
