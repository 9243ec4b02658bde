using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kws.Documentation.Tests.Settings;

/// <summary>The doc comments that the compiler writes beside an assembly.</summary>
internal static partial class DocComments
{
    /// <summary>The summary of a property, in Markdown on one line.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static string SummaryOf(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var name = $"P:{type.FullName}.{property.Name}";
        var summary = XElement.Load(Path.ChangeExtension(type.Assembly.Location, ".xml")).Descendants("member")
            .FirstOrDefault(member => member.Attribute("name")?.Value == name)?.Element("summary")
            ?? throw new InvalidOperationException($"{name} has no summary");
        return Space().Replace(string.Concat(summary.Nodes().Select(Markdown)), " ").Trim()
            .Replace("|", @"\|", StringComparison.Ordinal);
    }

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } link => $"`{link.Attribute("cref")!.Value.Split('.')[^1]}`",
        _ => throw new InvalidOperationException($"a doc comment has {node}"),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
