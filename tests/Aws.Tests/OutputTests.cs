using System.Text.Json.Nodes;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests;

[Collection(DeploymentTests.Name)]
public sealed class OutputTests(Deployment deployment)
{
    private JsonObject Outputs => deployment.Templates.Single(template => template.Stack == "kws-mesh")
        .Root["Outputs"]!.AsObject();

    /// <summary>What the AppHost asks for by <c>Aws:Stack</c> (AppHost/Aws/AwsStackOutputs.cs).</summary>
    [SkippableTheory]
    [InlineData("Bucket", "Objects")]
    [InlineData("TrainingRole", "Training")]
    [InlineData("TrainerImage", "pytorch-training")]
    public void Mesh_TellsWhatALaptopTakes(string output, string of) => Assert.Contains(of,
        Outputs[output]!["Value"]!.ToJsonString(), StringComparison.Ordinal);
}
