using Amazon.CDK;
using Constructs;
using Kws.Aws.Data;
using Kws.Aws.Mesh;

namespace Kws.Aws.Observability;

/// <summary>What watches the mesh, and tells a person.</summary>
public sealed class ObservabilityStack : Stack
{
    public ObservabilityStack(Construct scope, string id, DataStack data, MeshStack mesh, AwsSettings settings)
        : base(scope, id, new StackProps { Description = "Kws: alarms and budget" })
    {
        var topic = new AlarmTopic(this, "Told", settings.AlarmEmail).Topic;
        _ = new MeshAlarms(this, "Alarms", data, mesh, topic);
        _ = new BudgetGuard(this, "Budget", settings.MonthlyBudget, topic);
    }
}
