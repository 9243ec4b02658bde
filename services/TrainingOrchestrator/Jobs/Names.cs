using Kws.ServiceDefaults.Errors;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Texts that name data sets, models, recipes and labels: a part of a key or of a path each.</summary>
internal static class Names
{
    private const int MaxLength = 100;
    public const string Allowed = "1 to 100 letters, digits, '-', '_' and '.', beginning with a letter or a digit";

    /// <exception cref="InvalidRequestException">It is no name.</exception>
    public static string Check(string field, string name) =>
        IsName(name) ? name : throw new InvalidRequestException(field, name, Allowed);

    public static bool IsName(string name) => name.Length is > 0 and <= MaxLength
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
