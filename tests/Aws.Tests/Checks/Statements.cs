using System.Text.Json.Nodes;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests.Checks;

/// <summary>A statement of a policy, wherever it stands in a template.</summary>
internal sealed record Statement(TemplateResource Resource, JsonObject Root)
{
    public bool Allows => (string?)Root["Effect"] == "Allow";

    public string[] Actions => Texts(Root["Action"]);

    public string[] Resources => Texts(Root["Resource"]);

    /// <summary>Every statement of some stacks.</summary>
    public static IEnumerable<Statement> In(IEnumerable<StackTemplate> templates) => templates
        .SelectMany(template => template.Resources())
        .SelectMany(resource => Find(resource.Properties).Select(found => new Statement(resource, found)));

    public override string ToString() => $"{Resource}: {Root.ToJsonString()}";

    private static string[] Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray all => [.. all.Select(each => each!.ToString())],
        _ => [node.ToString()],
    };

    private static IEnumerable<JsonObject> Find(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(entry => entry is { Key: "Statement", Value: JsonArray statements }
            ? statements.OfType<JsonObject>()
            : Find(entry.Value)),
        JsonArray list => list.SelectMany(Find),
        _ => [],
    };
}
