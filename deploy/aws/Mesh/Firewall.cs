using Amazon.CDK.AWS.WAFv2;
using Constructs;

namespace Kws.Aws.Mesh;

/// <summary>AWS's managed rules and a limit by address before the balancer.</summary>
/// <remarks>Bodies are audio, pictures, archives and protocol buffers: rules that read them would block at random, and
/// the one on their size every upload. They count, and block nothing. gRPC calls pass the common rules by: their bodies
/// have no end that could be waited for.</remarks>
public sealed class Firewall : Construct
{
    private const int RequestsInFiveMinutes = 10_000;

    private static readonly string[] s_bodyRules =
    [
        "SizeRestrictions_BODY", "CrossSiteScripting_BODY", "GenericLFI_BODY", "GenericRFI_BODY",
        "EC2MetaDataSSRF_BODY",
    ];

    private static readonly string[] s_inputBodyRules = ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY"];

    public Firewall(Construct scope, string id, string balancerArn) : base(scope, id)
    {
        var list = new CfnWebACL(this, "List", new CfnWebACLProps
        {
            Scope = "REGIONAL",
            DefaultAction = new CfnWebACL.DefaultActionProperty { Allow = new CfnWebACL.AllowActionProperty() },
            VisibilityConfig = Visible("kws"),
            Rules = new object[]
            {
                Managed(0, "AWSManagedRulesAmazonIpReputationList", [], isForCalls: true),
                RateLimit(1),
                Managed(2, "AWSManagedRulesCommonRuleSet", s_bodyRules, isForCalls: false),
                Managed(3, "AWSManagedRulesKnownBadInputsRuleSet", s_inputBodyRules, isForCalls: false),
            },
        });
        _ = new CfnWebACLAssociation(this, "Association",
            new CfnWebACLAssociationProps { ResourceArn = balancerArn, WebAclArn = list.AttrArn });
    }

    private static CfnWebACL.RuleProperty Managed(int priority, string name, string[] counting, bool isForCalls) =>
        new()
        {
            Name = name,
            Priority = priority,
            OverrideAction = new CfnWebACL.OverrideActionProperty { None = new Dictionary<string, object>() },
            VisibilityConfig = Visible(name),
            Statement = new CfnWebACL.StatementProperty
            {
                ManagedRuleGroupStatement = new CfnWebACL.ManagedRuleGroupStatementProperty
                {
                    VendorName = "AWS",
                    Name = name,
                    ScopeDownStatement = isForCalls ? null : NoCall(),
                    RuleActionOverrides = counting.Length == 0 ? null : counting.Select(Counting).ToArray<object>(),
                },
            },
        };

    private static CfnWebACL.RuleActionOverrideProperty Counting(string rule) => new()
    {
        Name = rule,
        ActionToUse = new CfnWebACL.RuleActionProperty { Count = new CfnWebACL.CountActionProperty() },
    };

    private static CfnWebACL.StatementProperty NoCall() => new()
    {
        NotStatement = new CfnWebACL.NotStatementProperty
        {
            Statement = new CfnWebACL.StatementProperty
            {
                ByteMatchStatement = new CfnWebACL.ByteMatchStatementProperty
                {
                    FieldToMatch = new CfnWebACL.FieldToMatchProperty
                    {
                        SingleHeader = new Dictionary<string, object> { ["Name"] = "content-type" },
                    },
                    PositionalConstraint = "STARTS_WITH",
                    SearchString = "application/grpc",
                    TextTransformations = new object[]
                    {
                        new CfnWebACL.TextTransformationProperty { Priority = 0, Type = "LOWERCASE" },
                    },
                },
            },
        },
    };

    private static CfnWebACL.RuleProperty RateLimit(int priority) => new()
    {
        Name = "requests-of-one-address",
        Priority = priority,
        Action = new CfnWebACL.RuleActionProperty { Block = new CfnWebACL.BlockActionProperty() },
        VisibilityConfig = Visible("requests-of-one-address"),
        Statement = new CfnWebACL.StatementProperty
        {
            RateBasedStatement = new CfnWebACL.RateBasedStatementProperty
            {
                AggregateKeyType = "IP",
                Limit = RequestsInFiveMinutes,
            },
        },
    };

    private static CfnWebACL.VisibilityConfigProperty Visible(string name) => new()
    {
        MetricName = name,
        CloudWatchMetricsEnabled = true,
        SampledRequestsEnabled = true,
    };
}
