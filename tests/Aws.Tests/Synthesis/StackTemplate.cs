using System.Text.Json.Nodes;

namespace Kws.Aws.Tests.Synthesis;

/// <summary>A stack as CloudFormation gets it.</summary>
internal sealed record StackTemplate(string Stack, JsonObject Root)
{
    /// <summary>The resources of a type; null: all.</summary>
    public IEnumerable<TemplateResource> Resources(string? type = null) => Root["Resources"]!.AsObject()
        .Select(entry => new TemplateResource(Stack, entry.Key, entry.Value!.AsObject()))
        .Where(resource => type is null || resource.Type == type);

    /// <summary>The same, to be changed.</summary>
    public StackTemplate Copy() => this with { Root = Root.DeepClone().AsObject() };
}

/// <summary>A resource of a stack.</summary>
internal sealed record TemplateResource(string Stack, string Id, JsonObject Root)
{
    public string Type => (string)Root["Type"]!;

    public JsonObject Properties
    {
        get
        {
            if (Root["Properties"] is not JsonObject)
                Root["Properties"] = new JsonObject();
            return Root["Properties"]!.AsObject();
        }
    }

    /// <summary>A value by its path; null: it is not there.</summary>
    public JsonNode? At(params string[] path) =>
        path.Aggregate<string, JsonNode?>(Properties, (node, key) => (node as JsonObject)?[key]);

    /// <summary>Whether a value is the text, number or truth that is told.</summary>
    public bool Has(string value, params string[] path) => At(path)?.ToString() == value;

    public override string ToString() => $"{Stack}/{Id}";
}
