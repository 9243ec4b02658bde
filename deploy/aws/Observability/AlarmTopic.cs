using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SNS.Subscriptions;
using Constructs;

namespace Kws.Aws.Observability;

/// <summary>Where alarms and the budget are told, by TLS and encrypted at rest.</summary>
/// <remarks>The key is ours, since AWS's own for topics lets no alarm publish.</remarks>
public sealed class AlarmTopic : Construct
{
    private static readonly string[] s_publishers = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"];

    private static readonly string[] s_keeping =
    [
        "kms:DescribeKey", "kms:GetKeyPolicy", "kms:PutKeyPolicy", "kms:ListKeyPolicies", "kms:UpdateKeyDescription",
        "kms:EnableKey", "kms:DisableKey", "kms:EnableKeyRotation", "kms:DisableKeyRotation",
        "kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:TagResource", "kms:UntagResource",
        "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion", "kms:Decrypt", "kms:GenerateDataKey",
    ];

    public AlarmTopic(Construct scope, string id, string email) : base(scope, id)
    {
        var key = new Key(this, "Key", new KeyProps
        {
            Description = "Kws: what alarms tell",
            EnableKeyRotation = true,
            RemovalPolicy = RemovalPolicy.DESTROY,
            Policy = new PolicyDocument(new PolicyDocumentProps
            {
                Statements = [Keeping(), .. s_publishers.Select(Publishing)],
            }),
        });
        Topic = new Topic(this, "Topic", new TopicProps { MasterKey = key, EnforceSSL = true });
        Topic.AddSubscription(new EmailSubscription(email));
        foreach (var publisher in s_publishers)
            Topic.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
            {
                Principals = [new ServicePrincipal(publisher)],
                Actions = ["sns:Publish"],
                Resources = [Topic.TopicArn],
                Conditions = OfThisAccount(),
            }));
    }

    public Topic Topic { get; }

    // In a key's policy "*" is the key itself.
    private static PolicyStatement Keeping() => new(new PolicyStatementProps
    {
        Principals = [new AccountRootPrincipal()],
        Actions = s_keeping,
        Resources = ["*"],
    });

    private static PolicyStatement Publishing(string service) => new(new PolicyStatementProps
    {
        Principals = [new ServicePrincipal(service)],
        Actions = ["kms:Decrypt", "kms:GenerateDataKey"],
        Resources = ["*"],
        Conditions = OfThisAccount(),
    });

    private static Dictionary<string, object> OfThisAccount() => new()
    {
        ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = Amazon.CDK.Aws.ACCOUNT_ID },
    };
}
