using Amazon.CDK;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Kws.Aws.Data;

namespace Kws.Aws.Mesh;

/// <summary>What a service may do in the account: named actions, and in the bucket by prefix.</summary>
internal static class ServiceRights
{
    private static readonly string[] s_jobActions =
    [
        "sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob",
        "sagemaker:AddTags",
    ];

    private static readonly string[] s_registry =
        [MeshBucket.DataSets, MeshBucket.Models, MeshBucket.Weights, MeshBucket.SageMaker, MeshBucket.Prepared];

    /// <summary>Whether a service has objects.</summary>
    public static bool UsesStore(string service) => Prefixes(service) is not ([], []);

    public static void Grant(string service, TaskDefinition task, IBucket objects, IRole training)
    {
        var (read, written) = Prefixes(service);
        foreach (var statement in StoreStatements(objects, read, written))
            task.AddToTaskRolePolicy(statement);
        if (service == ServiceNames.Tts)
            task.AddToTaskRolePolicy(Polly());
        if (service != ServiceNames.TrainingOrchestrator)
            return;
        task.AddToTaskRolePolicy(TrainingJobs(Stack.Of(task)));
        task.AddToTaskRolePolicy(PassRole(training));
    }

    /// <summary>Statements on prefixes of the bucket.</summary>
    public static IEnumerable<PolicyStatement> StoreStatements(
        IBucket objects, IReadOnlyList<string> read, IReadOnlyList<string> written)
    {
        string[] all = [.. read.Union(written)];
        if (all.Length == 0)
            yield break;
        yield return Objects("ReadObjects", ["s3:GetObject"], objects, all);
        if (written.Count > 0)
            yield return Objects("WriteObjects", ["s3:PutObject", "s3:DeleteObject"], objects, written);
        yield return new PolicyStatement(new PolicyStatementProps
        {
            Sid = "ListObjects",
            Actions = ["s3:ListBucket"],
            Resources = [objects.BucketArn],
            // Where a request names no prefix, as one for an object that is not there, S3 answers 404 only to those who
            // may list; without this it is 403.
            Conditions = new Dictionary<string, object>
            {
                ["StringLikeIfExists"] = new Dictionary<string, object>
                {
                    ["s3:prefix"] = all.Select(prefix => $"{prefix}/*").ToArray(),
                },
            },
        });
    }

    private static (string[] Read, string[] Written) Prefixes(string service) => service switch
    {
        ServiceNames.AudioInference => ([MeshBucket.Models], [MeshBucket.Recordings]),
        ServiceNames.VisionInference => ([MeshBucket.Models], []),
        ServiceNames.Gateway => ([MeshBucket.Recordings], []),
        ServiceNames.TrainingOrchestrator => ([MeshBucket.Recordings, MeshBucket.Imports], s_registry),
        _ => ([], []),
    };

    private static PolicyStatement Objects(
        string sid, string[] actions, IBucket objects, IReadOnlyList<string> prefixes) =>
        new(new PolicyStatementProps
        {
            Sid = sid,
            Actions = actions,
            Resources = [.. prefixes.Select(prefix => objects.ArnForObjects($"{prefix}/*"))],
        });

    // Voices are no resources: AWS demands "*" for them.
    private static PolicyStatement Polly() => new(new PolicyStatementProps
    {
        Sid = "Speak",
        Actions = ["polly:SynthesizeSpeech", "polly:DescribeVoices"],
        Resources = ["*"],
    });

    // The names that the orchestrator gives: kws-JOB-ATTEMPT.
    private static PolicyStatement TrainingJobs(Stack stack) => new(new PolicyStatementProps
    {
        Sid = "TrainingJobs",
        Actions = s_jobActions,
        Resources =
        [
            stack.FormatArn(new ArnComponents
            {
                Service = "sagemaker",
                Resource = "training-job",
                ResourceName = "kws-*",
            }),
        ],
    });

    private static PolicyStatement PassRole(IRole training) => new(new PolicyStatementProps
    {
        Sid = "PassTrainingRole",
        Actions = ["iam:PassRole"],
        Resources = [training.RoleArn],
        Conditions = new Dictionary<string, object>
        {
            ["StringEquals"] = new Dictionary<string, object> { ["iam:PassedToService"] = "sagemaker.amazonaws.com" },
        },
    });
}
