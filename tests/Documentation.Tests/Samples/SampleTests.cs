namespace Kws.Documentation.Tests.Samples;

/// <summary>C# of the documents is part of a file that the build compiles: one in a folder Samples of a test
/// project.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Samples_AreCompiled()
    {
        string[] compiled = [.. Directory.GetDirectories(Repository.PathOf("tests"))
            .Select(test => Path.Combine(test, "Samples")).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*Sample.cs"))
            .Select(file => Flat(File.ReadAllText(file)))];
        var samples = MarkdownPage.All.SelectMany(page => page.Blocks("csharp").Select(code => (page, code))).ToList();

        Assert.NotEmpty(samples);
        Offenders.MustBeNone(
            samples.Where(sample => !compiled.Any(file => file.Contains(Flat(sample.code), StringComparison.Ordinal)))
                .Select(sample => $"{sample.page.Path}:\n{sample.code}"),
            "in no tests/*/Samples/*Sample.cs");
    }

    /// <summary>C# is always marked as csharp: a block marked otherwise would not be looked at.</summary>
    [Fact]
    public void Blocks_OfCSharp_AreMarkedSo() =>
        Offenders.MustBeNone(
            MarkdownPage.All.SelectMany(page => new[] { "cs", "c", "CSharp" }.SelectMany(page.Blocks)
                .Select(block => $"{page.Path}: {block}")),
            "a block of C# is marked csharp");

    private static string Flat(string code) =>
        string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()).Prepend("").Append(""));
}
