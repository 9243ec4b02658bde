using System.Text.RegularExpressions;

namespace Kws.Architecture.Tests;

/// <summary>What has one home: a rule, a mapper, a clock, a name.</summary>
public partial class OneHomeTests
{
    private static readonly string[] s_product = ["services", "libs", "ServiceDefaults"];

    [Fact]
    public void TypeNames_OfTheInferenceServices_AreDifferent() =>
        Offenders.MustBeNone(
            TypesOf("services/AudioInference").Intersect(TypesOf("services/VisionInference")),
            "the name stands in AudioInference and in VisionInference: what both need is ServiceDefaults' or a " +
            "library's");

    [Fact]
    public void Libraries_StartNoProgram() =>
        Offenders.MustBeNone(
            Lines("libs", ProgramStart()).Where(line => !line.Contains("/Flac", StringComparison.Ordinal)),
            "a library starts a program; only the FLAC decoder is one");

    [Fact]
    public void Statuses_AreMadeInServiceDefaults() =>
        Offenders.MustBeNone(
            Lines("services", StatusMade()).Concat(Lines("libs", StatusMade())),
            "services throw domain errors; ServiceDefaults/Errors makes statuses of them");

    [Fact]
    public void Clocks_AreInjected() =>
        Offenders.MustBeNone(
            s_product.SelectMany(folder => Lines(folder, SystemClock())),
                "the system's clock where a TimeProvider can be injected");

    [Fact]
    public void Options_AreValidatedAtStart()
    {
        string[] offenders = [.. Files("services").Concat(Files("ServiceDefaults"))
            .SelectMany(file => OptionsBound().Matches(File.ReadAllText(Repository.PathOf(file)))
                .Where(match => !match.Value.Contains("ValidateOnStart", StringComparison.Ordinal))
                .Select(match => $"{file}: {match.Groups["name"].Value}"))];
        Offenders.MustBeNone(offenders, "bound options whose faults are not told at start");
    }

    [Fact]
    public void Options_AreBoundInOnePlace() =>
        Offenders.MustBeNone(
            Lines("services", SettingsBound()).Concat(Lines("ServiceDefaults", SettingsBound()))
                .Where(line => !line.StartsWith("ServiceDefaults/Settings/", StringComparison.Ordinal)),
            "settings are read by AddSettings, which tells all faults at start");

    private static IEnumerable<string> Files(string folder) => Sources.Find("*.cs", folder);

    private static IEnumerable<string> Lines(string folder, Regex forbidden) =>
        Files(folder).SelectMany(file => File.ReadLines(Repository.PathOf(file))
            .Where(line => forbidden.IsMatch(line) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(line => $"{file}: {line.Trim()}"));

    private static IEnumerable<string> TypesOf(string folder) =>
        Files(folder)
            .SelectMany(file => TypeName().Matches(File.ReadAllText(Repository.PathOf(file)))
                .Select(match => match.Groups["name"].Value)).Distinct();

    [GeneratedRegex(
        @"^\s*(?:(?:public|internal|private|sealed|static|abstract|partial|readonly|ref|unsafe|file) )*" +
        @"(?:class|record struct|record|struct|interface|enum) (?<name>[A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\bProcess\.Start\(|\bnew Process\b")]
    private static partial Regex ProgramStart();

    [GeneratedRegex(@"\bnew RpcException\(")]
    private static partial Regex StatusMade();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Utc)?Now\b|\bStopwatch\b|\bEnvironment\.TickCount")]
    private static partial Regex SystemClock();

    [GeneratedRegex(@"(?<!socket)\.Bind(?:Configuration)?\(|GetSection\(.*\.Get<|\.GetValue<|ValidateDataAnnotations")]
    private static partial Regex SettingsBound();

    [GeneratedRegex(@"AddOptions<(?<name>\w+)>\(\)\s*\.(?:Bind|Configure<IConfiguration>)[^;]*;")]
    private static partial Regex OptionsBound();
}
