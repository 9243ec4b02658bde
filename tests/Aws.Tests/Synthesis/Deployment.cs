using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.Assertions;
using Kws.Deploy;

namespace Kws.Aws.Tests.Synthesis;

/// <summary>The whole deployment, synthesised once from the AppHost's manifest as the CDK itself would.</summary>
public sealed class Deployment : IAsyncLifetime
{
    public const string Domain = "kws.example.org";

    private readonly TemporaryFolder _folder = new();
    private MeshModel? _mesh;
    private KwsStacks? _stacks;
    private IReadOnlyList<StackTemplate> _templates = [];

    internal MeshModel Mesh => Made(_mesh);

    internal KwsStacks Stacks => Made(_stacks);

    /// <summary>As they are; whoever changes one takes a copy.</summary>
    internal IReadOnlyList<StackTemplate> Templates => Made(_templates);

    /// <summary>One stack, for the CDK's own assertions.</summary>
    internal Template Of(Stack stack) => Template.FromStack(stack);

    /// <summary>Context that is complete.</summary>
    internal static Dictionary<string, string> Context(string manifest) => new()
    {
        ["manifest"] = manifest,
        ["domain"] = Domain,
        ["zone"] = "example.org",
        ["zoneId"] = "Z0123456789ABCDEFGHIJ",
        ["alarmEmail"] = "operator@example.org",
        ["tag"] = "1.2.3",
    };

    public async Task InitializeAsync()
    {
        if (!NodeProgram.IsThere)
            return;
        var manifest = _folder["manifest.json"];
        await WrittenManifest.WriteAsync(manifest);
        _mesh = MeshModel.Read(manifest);
        var app = new App(new AppProps { Outdir = _folder["cdk.out"] });
        _stacks = KwsStacks.Add(app, _mesh, AwsSettings.Read(Context(manifest).GetValueOrDefault));
        var assembly = app.Synth();
        _templates =
        [
            .. assembly.Stacks.Select(stack => new StackTemplate(
                stack.StackName, JsonNode.Parse(File.ReadAllText(stack.TemplateFullPath))!.AsObject())),
        ];
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    private static T Made<T>(T? part)
    {
        Skip.IfNot(NodeProgram.IsThere, "Node.js is missing, which the CDK runs on: nothing was synthesised");
        return part!;
    }
}

/// <summary>Tests of what was synthesised share it, and run one after another: the CDK has one process of Node.js.
/// </summary>
[CollectionDefinition(Name)]
public sealed class DeploymentTests : ICollectionFixture<Deployment>
{
    public const string Name = "deployment";
}
