using System.Globalization;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Training;

/// <summary>A data set as people name it: <c>NAME</c>, or <c>NAME:VERSION</c> for an older one.</summary>
internal static class DataSetName
{
    /// <returns>Version 0 for the newest.</returns>
    /// <exception cref="BadInputException">It is none.</exception>
    public static (string Name, int Version) Parse(string field, string text)
    {
        var parts = text.Split(':', 2);
        if (parts.Length == 1)
            return (text, 0);
        return int.TryParse(parts[1], CultureInfo.InvariantCulture, out var version) && version > 0
            ? (parts[0], version)
            : throw new BadInputException(field, text, "it must be NAME or NAME:VERSION, a version 1, 2 ...");
    }
}
