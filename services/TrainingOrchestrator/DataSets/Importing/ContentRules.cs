namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>What must hold for the files of a data set as a whole.</summary>
internal static class ContentRules
{
    /// <summary>At least two labels, none of which differ by case alone.</summary>
    public static void CheckLabels(IReadOnlyList<PlacedFile> files, DataSetFaults faults)
    {
        string[] labels = [.. Labelled(files).Select(file => file.Label).Distinct().Order(StringComparer.Ordinal)];
        if (labels.Length == 1)
            faults.Add("", $"there is one label only ('{labels[0]}'); allowed: two or more");
        foreach (var alike in labels.GroupBy(label => label, StringComparer.OrdinalIgnoreCase))
            if (alike.Count() > 1)
                faults.Add("", $"labels differ by case alone: '{string.Join("', '", alike)}'");
    }

    /// <summary>No content has two labels or is in two splits.</summary>
    public static void CheckContents(IReadOnlyList<PlacedFile> files, DataSetFaults faults)
    {
        foreach (var same in Labelled(files).Where(file => file.Sha256.Length > 0).GroupBy(file => file.Sha256))
        {
            var first = same.First();
            foreach (var other in same.Skip(1))
                if (other.Label != first.Label)
                    faults.Add(other.Source.Path,
                        $"has the content of '{first.Source.Path}', under the label '{first.Label}'");
                else if (other.Split != first.Split)
                    faults.Add(other.Source.Path, $"has the content of '{first.Source.Path}', in the other split");
        }
    }

    /// <summary>Every label can be learnt and measured.</summary>
    public static void CheckSplits(IReadOnlyList<PlacedFile> files, DataSetFaults faults)
    {
        foreach (var label in Labelled(files).GroupBy(file => file.Label)
            .OrderBy(label => label.Key, StringComparer.Ordinal))
            foreach (var split in (DataSplit[])[DataSplit.Training, DataSplit.Validation])
                if (label.All(file => file.Split != split))
                    faults.Add("", $"label '{label.Key}' has no files for {split.ToString().ToLowerInvariant()}");
    }

    private static IEnumerable<PlacedFile> Labelled(IEnumerable<PlacedFile> files) =>
        files.Where(file => file.Split != DataSplit.Background);
}
