using System.Text.Json.Nodes;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests.Checks;

/// <summary>What is kept and sent is encrypted, and logs end; each yields what breaks its rule.</summary>
internal static class ProtectionChecks
{
    // What says of a type that it is encrypted at rest.
    private static readonly (string Type, string[] Path)[] s_encryption =
    [
        ("AWS::S3::Bucket", ["BucketEncryption", "ServerSideEncryptionConfiguration"]),
        ("AWS::RDS::DBInstance", ["StorageEncrypted"]),
        ("AWS::AmazonMQ::Broker", ["EncryptionOptions"]),
        ("AWS::SNS::Topic", ["KmsMasterKeyId"]),
    ];

    public static IEnumerable<string> Unencrypted(IEnumerable<StackTemplate> templates) =>
        s_encryption.SelectMany(rule => All(templates, rule.Type)
            .Where(resource => resource.At(rule.Path)?.ToString() is null or "false")
            .Select(resource => resource.ToString()));

    /// <summary>Listeners in clear text, but for those that send on.</summary>
    public static IEnumerable<string> ClearText(IEnumerable<StackTemplate> templates) =>
        All(templates, "AWS::ElasticLoadBalancingV2::Listener").Where(listener => !listener.Has("HTTPS", "Protocol")
            && (listener.At("DefaultActions") as JsonArray ?? [])
                .Any(action => action!["Type"]?.ToString() != "redirect")).Select(listener => listener.ToString());

    /// <summary>Buckets and topics whose policy does not deny what comes without TLS.</summary>
    public static IEnumerable<string> WithoutTlsAlone(IReadOnlyList<StackTemplate> templates) =>
        Uncovered(templates, "AWS::S3::Bucket", "AWS::S3::BucketPolicy", policy => [policy.At("Bucket")])
            .Concat(Uncovered(templates, "AWS::SNS::Topic", "AWS::SNS::TopicPolicy",
                policy => policy.At("Topics") as JsonArray ?? []));

    public static IEnumerable<string> LogsWithoutEnd(IEnumerable<StackTemplate> templates) =>
        All(templates, "AWS::Logs::LogGroup").Where(log => log.At("RetentionInDays") is null)
            .Select(log => log.ToString());

    private static IEnumerable<string> Uncovered(
        IReadOnlyList<StackTemplate> templates, string type, string policyType,
        Func<TemplateResource, IEnumerable<JsonNode?>> covers)
    {
        string?[] covered =
        [
            .. All(templates, policyType).Where(policy => Statement.In(
                    templates.Where(template => template.Stack == policy.Stack))
                    .Any(statement => statement.Resource.Id == policy.Id && IsTlsAlone(statement)))
                .SelectMany(covers).Select(reference => (string?)reference?["Ref"]),
        ];
        return All(templates, type).Where(resource => !covered.Contains(resource.Id))
            .Select(resource => resource.ToString());
    }

    private static bool IsTlsAlone(Statement statement) => !statement.Allows
        && statement.Root["Condition"]?["Bool"]?["aws:SecureTransport"]?.ToString() == "false";

    private static IEnumerable<TemplateResource> All(IEnumerable<StackTemplate> templates, string type) =>
        templates.SelectMany(template => template.Resources(type));
}
