using System.Text.RegularExpressions;

namespace Kws.Architecture.Tests;

/// <summary>The dialect that <c>.editorconfig</c> cannot enforce.</summary>
public partial class DialectTests
{
    private const int MaxColumns = 120;

    [Fact]
    public void Lines_FitTheColumns() =>
        Offenders.MustBeNone(
            Sources.Find("*.cs").SelectMany(TooLongLines),
            $"lines of more than {MaxColumns} columns");

    [Fact]
    public void Parameters_OfOneKind_HaveOneName() =>
        Offenders.MustBeNone(
            Sources.Find("*.cs").SelectMany(file => File.ReadLines(Repository.PathOf(file))
                .Where(line => OtherName().IsMatch(line))
                .Select(line => $"{file}: {line.Trim()}")),
            "a token is called cancellationToken, or by what ends it; a clock timeProvider");

    [Fact]
    public void Namespaces_BeginWithTheProduct() =>
        Offenders.MustBeNone(
            Sources.Find("*.cs").Where(file => !file.StartsWith("standins/", StringComparison.Ordinal))
                .Where(file => ForeignNamespace().IsMatch(File.ReadAllText(Repository.PathOf(file)))),
            "namespaces are Kws.<project>.<folder>");

    [Fact]
    public void Services_ShowNoTypes() =>
        Offenders.MustBeNone(
            Sources.Find("*.cs", "services")
                .Where(file => PublicType().IsMatch(File.ReadAllText(Repository.PathOf(file)))),
            "a service is a program: its types are internal");

    private static IEnumerable<string> TooLongLines(string file) =>
        File.ReadLines(Repository.PathOf(file))
            .Select((line, index) => (line, number: index + 1))
            .Where(at => at.line.Length > MaxColumns)
            .Select(at => $"{file}:{at.number} has {at.line.Length}");

    [GeneratedRegex(@"\bCancellationToken (?:ct|token|cancel|cancellation)\b|\bTimeProvider\?? _?(?:time|clock)\b")]
    private static partial Regex OtherName();

    [GeneratedRegex(@"^namespace (?!Kws\b)", RegexOptions.Multiline)]
    private static partial Regex ForeignNamespace();

    [GeneratedRegex(
        @"^public (?:(?:sealed|static|abstract|readonly|partial|ref) )*" +
        @"(?:class|record|struct|interface|enum|delegate)\b",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();
}
