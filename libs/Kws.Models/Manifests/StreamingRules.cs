namespace Kws.Models;

/// <summary>What section <c>streaming</c> of a keyword model's manifest must satisfy.</summary>
internal static class StreamingRules
{
    private const int MaxStates = 64;

    // A stream keeps them for as long as it lasts: one megabyte.
    private const long MaxValues = 1 << 18;

    /// <summary>The checked section; null when there is none or it is faulty.</summary>
    /// <param name="document">The section as JSON has it.</param>
    /// <param name="manifest">What was read so far, detection included.</param>
    /// <param name="faults">Told every fault.</param>
    public static StreamingSettings? Check(StreamingDocument? document, ModelManifest manifest, ManifestFaults faults)
    {
        if (document is null)
            return null;
        var before = faults.All.Count;
        var multiple = document.FrameMultiple ?? 0;
        var stride = manifest.Detection?.StrideFrames ?? 1;
        faults.Require(multiple >= 1 && stride % multiple == 0, "streaming.frame_multiple", document.FrameMultiple,
            $"a whole share of detection.stride_frames, {stride}");
        var states = CheckStates(document.States, manifest, faults);
        return faults.All.Count == before ? new() { FrameMultiple = multiple, States = states } : null;
    }

    private static List<StateTensor> CheckStates(
        IReadOnlyList<StateDocument?>? documents, ModelManifest manifest, ManifestFaults faults)
    {
        var states = new List<StateTensor>();
        if (documents is null || documents.Count is 0 or > MaxStates)
        {
            faults.Add("streaming.states", documents is null ? null : $"{documents.Count} entries",
                $"1 .. {MaxStates} tensors");
            return states;
        }
        long values = 0;
        for (var i = 0; i < documents.Count; i++)
        {
            var (field, state) = ($"streaming.states[{i}]", documents[i] ?? new StateDocument(null, null, null, null));
            faults.Require(!string.IsNullOrEmpty(state.Input), $"{field}.input", state.Input, "the name of an input");
            faults.Require(!string.IsNullOrEmpty(state.Output), $"{field}.output", state.Output,
                "the name of an output");
            var isUsable = state.Shape is { Count: >= 2 and <= 8 } shape && shape[0] == -1
                && shape.Skip(1).All(dimension => dimension is >= 1 and <= 1 << 12);
            faults.Require(isUsable, $"{field}.shape", state.Shape, "an open batch (-1), then 1 .. 4096 each");
            if (!isUsable)
                continue;
            faults.RequireRange($"{field}.steps_axis", state.StepsAxis ?? 0, 1, state.Shape!.Count - 1);
            var size = state.Shape.Skip(1).Aggregate(1L, (product, dimension) =>
                Math.Min(product * dimension, MaxValues + 1));
            values += size;
            if (size <= MaxValues)
                states.Add(new(state.Input ?? "", state.Output ?? "", [.. state.Shape], state.StepsAxis ?? 1));
        }
        faults.Require(values <= MaxValues, "streaming.states", $"{values} values", $"at most {MaxValues} in all");
        RequireUnique("streaming.states.input", [manifest.Input.Name, .. states.Select(s => s.Input)], faults);
        RequireUnique("streaming.states.output", [manifest.Output.Name, .. states.Select(s => s.Output)], faults);
        return states;
    }

    private static void RequireUnique(string field, IReadOnlyList<string> names, ManifestFaults faults)
    {
        var repeated = names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);
        var list = string.Join(", ", repeated);
        faults.Require(list.Length == 0, field, list + " more than once", "each tensor once");
    }
}
