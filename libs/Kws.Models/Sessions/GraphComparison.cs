using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Kws.Models;

/// <summary>Whether a network is what its manifest says.</summary>
internal static class GraphComparison
{
    /// <summary>Adds a fault for each tensor that is not there, has other dimensions, or is not told.</summary>
    public static void Compare(PackageGraph graph, InferenceSession session, ManifestFaults faults)
    {
        // A network that streams takes other numbers of frames too, and states of streams that heard nothing.
        int[] open = graph.Streaming is null ? [0] : [0, 1];
        var inputs = new Tensors($"{graph.Field}inputs", session.InputMetadata, faults);
        var outputs = new Tensors($"{graph.Field}outputs", session.OutputMetadata, faults);
        inputs.Take($"{graph.Field}inputs[0]", graph.Input, open);
        outputs.Take($"{graph.Field}outputs[0]", graph.Output, [0]);
        if (graph.Further is { } further)
            outputs.Take($"{graph.Field}outputs[1]", further, [0]);
        foreach (var (i, state) in (graph.Streaming?.States ?? []).Index())
        {
            var field = $"streaming.states[{i}]";
            inputs.Take($"{field}.input", new TensorSpec(state.Input, state.Shape), [0, state.StepsAxis]);
            outputs.Take($"{field}.output", new TensorSpec(state.Output, state.Shape), [0], isComputed: true);
        }
        inputs.RequireNoOther();
        outputs.RequireNoOther();
    }

    private sealed class Tensors(string field, IReadOnlyDictionary<string, NodeMetadata> nodes, ManifestFaults faults)
    {
        private readonly HashSet<string> _left = [.. nodes.Keys];
        private bool _isMissingOne;

        /// <param name="where">Field of the manifest.</param>
        /// <param name="said">The tensor there.</param>
        /// <param name="open">Dimensions that the model leaves open.</param>
        /// <param name="isComputed">Whether the model may leave every dimension to the run.</param>
        public void Take(string where, TensorSpec said, int[] open, bool isComputed = false)
        {
            if (!nodes.TryGetValue(said.Name, out var node) || !node.IsTensor)
            {
                faults.Add($"{where}.name", said.Name, $"a tensor of the model: {string.Join(", ", nodes.Keys)}");
                _isMissingOne = true;
                return;
            }
            _left.Remove(said.Name);
            faults.Require(node.ElementDataType == TensorElementType.Float, $"{where}.type", "float32",
                $"the model's {node.ElementDataType}");
            var expected = said.Shape.Select((dimension, axis) => open.Contains(axis) ? -1 : dimension);
            var isEqual = node.Dimensions.Length == said.Shape.Count
                && node.Dimensions.Zip(expected).All(pair =>
                    pair.First == pair.Second || (isComputed && pair.First == -1));
            faults.Require(
                isEqual, $"{where}.shape", said.Shape, $"the model's [{string.Join(", ", node.Dimensions)}]");
        }

        public void RequireNoOther() => faults.Require(
            _left.Count == 0 || _isMissingOne, field, $"a list without {string.Join(", ", _left)}",
            "every tensor of the model");
    }
}
