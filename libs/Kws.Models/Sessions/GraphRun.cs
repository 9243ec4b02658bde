namespace Kws.Models;

/// <summary>One way to run a network.</summary>
/// <param name="Input">What it takes, with the frames of this way.</param>
/// <param name="Output">What it answers.</param>
/// <param name="Further">What it answers beside that; null: nothing.</param>
/// <param name="States">What streams keep of it; empty for a network that keeps nothing.</param>
/// <param name="GoesOn">Whether streams go on from their states. Else they have heard nothing.</param>
/// <param name="Keeps">Whether their states are kept.</param>
internal sealed record GraphRun(
    TensorSpec Input, TensorSpec Output, TensorSpec? Further, IReadOnlyList<StateTensor> States, bool GoesOn,
        bool Keeps)
{
    /// <summary>Values of one item's input.</summary>
    public int InputValues { get; } = ElementCount(Input);

    /// <summary>Values of one item's output.</summary>
    public int OutputValues { get; } = ElementCount(Output);

    /// <summary>Values of one item's further output; 0 without one.</summary>
    public int FurtherValues { get; } = Further is null ? 0 : ElementCount(Further);

    /// <summary>Whole inputs, from nothing, of which nothing is kept.</summary>
    public static GraphRun Whole(PackageGraph graph) =>
        new(graph.Input, graph.Output, graph.Further, graph.Streaming?.States ?? [], GoesOn: false, Keeps: false);

    /// <summary>Whole inputs, from nothing, to go on from.</summary>
    public static GraphRun Begin(PackageGraph graph) => Whole(graph) with { Keeps = true };

    /// <summary>The next frames of streams.</summary>
    public static GraphRun Step(PackageGraph graph, int frames) =>
        new(graph.Input with { Shape = [-1, frames, .. graph.Input.Shape.Skip(2)] }, graph.Output,
            graph.Further, graph.Streaming!.States, GoesOn: true, Keeps: true);

    private static int ElementCount(TensorSpec tensor) =>
        tensor.Shape.Skip(1).Aggregate(1, (product, dimension) => checked(product * dimension));
}
