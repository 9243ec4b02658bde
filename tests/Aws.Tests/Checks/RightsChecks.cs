using System.Text.Json.Nodes;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests.Checks;

/// <summary>Who may do what; each yields what breaks its rule.</summary>
internal static class RightsChecks
{
    // AWS knows no resource for these.
    private static readonly string[] s_withoutResource =
    [
        "cloudwatch:PutMetricData", "ecr:GetAuthorizationToken", "polly:DescribeVoices", "polly:SynthesizeSpeech",
        "xray:GetSamplingRules", "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets",
        "xray:PutTelemetryRecords", "xray:PutTraceSegments",
    ];

    public static IEnumerable<string> WildcardActions(IEnumerable<StackTemplate> templates) =>
        Statement.In(templates).Where(statement => statement.Allows
            && statement.Actions.Any(action => action.Contains('*'))).Select(Text);

    // In a key's policy "*" is that key.
    public static IEnumerable<string> WildcardResources(IEnumerable<StackTemplate> templates) =>
        Statement.In(templates).Where(statement => statement.Allows && statement.Resource.Type != "AWS::KMS::Key"
            && statement.Resources.Contains("*") && statement.Actions.Except(s_withoutResource).Any()).Select(Text);

    public static IEnumerable<string> OpenPrincipals(IEnumerable<StackTemplate> templates) =>
        Statement.In(templates).Where(statement => statement.Allows
            && (statement.Root["Principal"]?.ToJsonString() ?? "").Contains("\"*\"", StringComparison.Ordinal))
            .Select(Text);

    /// <summary>Statements with an action that begins so, and belong to somebody else.</summary>
    public static IEnumerable<string> ActionsOfOthers(
        IEnumerable<StackTemplate> templates, string action, string owner) =>
        Statement.In(templates).Where(statement => statement.Allows
            && statement.Actions.Any(each => each.StartsWith(action, StringComparison.OrdinalIgnoreCase))
            && !IsOf(statement.Resource, owner)).Select(Text);

    /// <summary>All actions of a service's task.</summary>
    public static string[] ActionsOf(IEnumerable<StackTemplate> templates, string service) =>
    [
        .. Statement.In(templates).Where(statement => IsOf(statement.Resource, service) && statement.Allows)
            .SelectMany(statement => statement.Actions).Distinct(),
    ];

    // A policy of the task's role and of no other.
    private static bool IsOf(TemplateResource resource, string service) => resource.Type == "AWS::IAM::Policy"
        && resource.At("Roles") is JsonArray roles
        && roles.All(role => ((string?)role!["Ref"])?
            .StartsWith($"{service}TaskTaskRole", StringComparison.Ordinal) == true);

    private static string Text(Statement statement) => statement.ToString();
}
