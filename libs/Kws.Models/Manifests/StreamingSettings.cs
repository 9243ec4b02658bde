namespace Kws.Models;

/// <summary>How a keyword model goes on from where it was instead of hearing its whole window again: section
/// <c>streaming</c> of its manifest.</summary>
/// <remarks>
/// The model takes <c>[batch, frames, coefficients]</c> with any even share of frames (see <see cref="FrameMultiple"/>)
/// and, by name, the last inputs of its layers; it returns the posteriors after the last frame and the inputs to go on
/// with. A window from nothing and a stream that heard the same frames give equal posteriors.
/// </remarks>
public sealed record StreamingSettings
{
    /// <summary>Frames of a step are a multiple of this, 1 or more.</summary>
    public int FrameMultiple { get; init; } = 1;

    /// <summary>What a stream keeps between steps, in the order in which it is held.</summary>
    public IReadOnlyList<StateTensor> States { get; init; } = [];

    /// <summary>Numbers that a stream keeps between steps.</summary>
    public int ValueCount => States.Sum(state => state.ValueCount);
}

/// <summary>The last inputs of one layer.</summary>
/// <param name="Input">The model's input that takes them.</param>
/// <param name="Output">The model's output that gives them for the next step.</param>
/// <param name="Shape">Float32; the first dimension, the batch, is open (-1).</param>
/// <param name="StepsAxis">The dimension that counts moments in time. A stream that has heard nothing holds none of
/// them: there it is 0.</param>
public sealed record StateTensor(string Input, string Output, IReadOnlyList<int> Shape, int StepsAxis)
{
    /// <summary>Numbers of one stream.</summary>
    public int ValueCount { get; } = Shape.Skip(1).Aggregate(1, (product, dimension) => product * dimension);

    /// <summary>The shape for a batch of streams.</summary>
    /// <param name="batch">1 or more.</param>
    /// <param name="isEmpty">Whether they have heard nothing.</param>
    public long[] ShapeOf(int batch, bool isEmpty)
    {
        var shape = Shape.Select(dimension => (long)dimension).ToArray();
        shape[0] = batch;
        if (isEmpty)
            shape[StepsAxis] = 0;
        return shape;
    }
}
