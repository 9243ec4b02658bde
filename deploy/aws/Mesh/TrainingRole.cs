using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Constructs;
using Kws.Aws.Data;

namespace Kws.Aws.Mesh;

/// <summary>The role that SageMaker takes on for a training job: reads data sets and weights, writes below
/// <c>sagemaker/</c>, logs, pulls the trainer's image.</summary>
public sealed class TrainingRole : Construct
{
    private const string LogGroup = "/aws/sagemaker/TrainingJobs";

    // The images that jobs run in are AWS's own, in an account of its for each region.
    private static readonly string[] s_images = ["pytorch-training", "image-classification"];

    public TrainingRole(Construct scope, string id, IBucket objects) : base(scope, id)
    {
        Role = new Role(this, "Role", new RoleProps
        {
            Description = "Kws: SageMaker's training jobs",
            AssumedBy = new ServicePrincipal("sagemaker.amazonaws.com"),
        });
        foreach (var statement in ServiceRights.StoreStatements(
            objects, [MeshBucket.DataSets, MeshBucket.Weights], [MeshBucket.SageMaker]))
            Role.AddToPolicy(statement);
        Allow("Log", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            Arn("logs", "log-group", LogGroup), Arn("logs", "log-group", $"{LogGroup}:log-stream:kws-*"));
        Allow("PullTrainer",
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            [.. s_images.Select(RepositoryOf)]);
        // A token is for all repositories, and figures are in no resource: AWS demands "*" for both.
        Allow("LogInToRegistry", ["ecr:GetAuthorizationToken"], "*");
        Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Figures",
            Actions = ["cloudwatch:PutMetricData"],
            Resources = ["*"],
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["cloudwatch:namespace"] = LogGroup },
            },
        }));
    }

    public Role Role { get; }

    private static string RepositoryOf(string image) =>
        $"arn:{Amazon.CDK.Aws.PARTITION}:ecr:{Amazon.CDK.Aws.REGION}:*:repository/{image}";

    private string Arn(string service, string resource, string name) => Stack.Of(this).FormatArn(new ArnComponents
    {
        Service = service,
        Resource = resource,
        ResourceName = name,
        ArnFormat = ArnFormat.COLON_RESOURCE_NAME,
    });

    private void Allow(string sid, string[] actions, params string[] resources) => Role.AddToPolicy(
        new PolicyStatement(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = resources }));
}
