using System.Globalization;
using Kws.Cli.Output;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Data sets for people and for programs.</summary>
internal static class DataSetTable
{
    public static ResultTable Of(IEnumerable<DataSetVersion> versions)
    {
        var table = new ResultTable("~data set", ">version", "task", ">labels", ">files", ">bytes", "imported");
        foreach (var version in versions)
            table.Row(version.Name, version.Version, NameOf(version.Task), version.Labels.Count, version.Files,
                version.Bytes, version.CreatedAt.ToDateTimeOffset()
                    .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        return table;
    }

    public static ResultTable LabelsOf(DataSetVersion version)
    {
        var table = new ResultTable("label", ">training", ">validation");
        foreach (var label in version.Labels)
            table.Row(label.Label, label.Training, label.Validation);
        return table;
    }

    public static ResultTable Of(ImportFaults faults)
    {
        var table = new ResultTable("~file", "~fault")
            .Title(string.Create(CultureInfo.InvariantCulture, $"{faults.Faults.Count} of {faults.Total} faults"));
        foreach (var fault in faults.Faults)
            table.Row(fault.File, fault.Reason);
        return table;
    }

    public static object ToDocument(ImportFaults faults) => new
    {
        faults.Total,
        Faults = faults.Faults.Select(fault => new { fault.File, fault.Reason }),
    };

    public static ResultTable Of(ListCorrectionsResponse corrections)
    {
        var table = new ResultTable("~recording", "label", "marked");
        foreach (var mark in corrections.Corrections)
            table.Row(mark.Key, mark.Label, mark.MarkedAt.ToDateTimeOffset()
                .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        return table;
    }

    /// <summary>A version, and with it what waits for the next one.</summary>
    public static object ToDocument(DataSetVersion version, ListCorrectionsResponse? corrections = null) => new
    {
        version.Name,
        version.Version,
        Task = NameOf(version.Task),
        version.ContentSha256,
        version.Prefix,
        Labels = version.Labels.Select(label => new { label.Label, label.Training, label.Validation }),
        version.Files,
        version.Bytes,
        CreatedAt = version.CreatedAt.ToDateTimeOffset(),
        version.Existed,
        WaitingCorrections = corrections?.Waiting,
        Corrections = corrections?.Corrections.Select(mark => new { mark.Key, mark.Label }),
    };

    private static string NameOf(TrainingTask task) => task == TrainingTask.KeywordSpotting ? "audio" : "vision";
}
