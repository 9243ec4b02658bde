using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Kws.Access.V1;
using Kws.Audio.V1;
using Kws.Vision.V1;

namespace Kws.Documentation.Tests.Access;

/// <summary>The table of who may call what is made of the protos. <c>KWS_UPDATE_DOCS=1</c> renews it.</summary>
public sealed partial class AccessTableTests
{
    private const string Page = "docs/access.md";

    [Fact]
    public void Table_IsThatOfTheProtos()
    {
        var path = Repository.PathOf(Page);
        var text = File.ReadAllText(path);
        Assert.Matches(Block(), text);

        var renewed = Block().Replace(text, block =>
            $"{block.Groups["begin"].Value}{string.Join('\n', Table())}\n{block.Groups["end"].Value}");

        if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
            File.WriteAllText(path, renewed);
        else
            Assert.True(renewed == text, $"{Page} differs from the protos (KWS_UPDATE_DOCS=1 renews it)");
    }

    private static IEnumerable<string> Table() =>
        ((string[])["| method | scopes |", "|---|---|"]).Concat(Services().SelectMany(RowsOf));

    private static ServiceDescriptor[] Services() =>
    [
        KeywordSpotter.Descriptor, SignReader.Descriptor, Kws.Speech.V1.Speech.Descriptor,
        Kws.Training.V1.Training.Descriptor, Kws.Features.V1.FeatureExtraction.Descriptor,
    ];

    // Methods with the same rule share a row.
    private static IEnumerable<string> RowsOf(ServiceDescriptor service) => service.Methods
        .GroupBy(method => string.Join(", ", method.GetOptions().GetExtension(AccessExtensions.Scopes)
            .Select(scope => $"`{scope}`")))
        .Select(group => $"| {string.Join(", ", group.Select(method => $"`{service.Name}/{method.Name}`"))} | " +
            $"{group.Key} |");

    [GeneratedRegex(@"(?<begin><!-- access -->\n).*?(?<end><!-- /access -->)", RegexOptions.Singleline)]
    private static partial Regex Block();
}
