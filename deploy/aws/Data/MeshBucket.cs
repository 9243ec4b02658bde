using Amazon.CDK;
using Amazon.CDK.AWS.S3;
using Constructs;

namespace Kws.Aws.Data;

/// <summary>One bucket: AudioInference has one store for what it records and for the models that it fetches. Who may
/// what in it goes by prefix.</summary>
public sealed class MeshBucket : Construct
{
    public const string Recordings = "recordings";
    public const string DataSets = "datasets";
    public const string Models = "models";
    public const string Weights = "weights";
    public const string SageMaker = "sagemaker";

    /// <summary>Archives that <c>ImportDataSet</c> is told of.</summary>
    public const string Imports = "imports";

    /// <summary>What <c>kws datasets prepare --prefix prepared/...</c> writes.</summary>
    public const string Prepared = "prepared";

    public MeshBucket(Construct scope, string id) : base(scope, id) => Bucket = new Bucket(this, "Bucket",
        new BucketProps
        {
            Encryption = BucketEncryption.S3_MANAGED,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            Versioned = true,
            RemovalPolicy = RemovalPolicy.RETAIN,
            LifecycleRules =
            [
                Expire("recordings-end", $"{Recordings}/", days: 90),
                Expire("checkpoints-end", $"{SageMaker}/checkpoints/", days: 30),
                new LifecycleRule
                {
                    Id = "leftovers-end",
                    AbortIncompleteMultipartUploadAfter = Duration.Days(7),
                    NoncurrentVersionExpiration = Duration.Days(30),
                },
            ],
        });

    public Bucket Bucket { get; }

    private static LifecycleRule Expire(string id, string prefix, int days) => new()
    {
        Id = id,
        Prefix = prefix,
        Expiration = Duration.Days(days),
        NoncurrentVersionExpiration = Duration.Days(1),
    };
}
