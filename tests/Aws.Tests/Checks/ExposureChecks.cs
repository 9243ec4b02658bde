using System.Text.Json.Nodes;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests.Checks;

/// <summary>What the internet reaches; each yields what breaks its rule.</summary>
internal static class ExposureChecks
{
    private static readonly string[] s_blocks =
        ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

    public static IEnumerable<string> PublicBuckets(IEnumerable<StackTemplate> templates) =>
        All(templates, "AWS::S3::Bucket").Where(bucket => s_blocks.Any(block =>
            !bucket.Has("true", "PublicAccessBlockConfiguration", block)))
            .Select(bucket => bucket.ToString());

    public static IEnumerable<string> PublicServers(IEnumerable<StackTemplate> templates) =>
        All(templates, "AWS::RDS::DBInstance").Concat(All(templates, "AWS::AmazonMQ::Broker"))
            .Where(server => !server.Has("false", "PubliclyAccessible")).Select(server => server.ToString());

    public static IEnumerable<string> PublicTasks(IEnumerable<StackTemplate> templates) =>
        All(templates, "AWS::ECS::Service").Where(service =>
        {
            var network = service.At("NetworkConfiguration", "AwsvpcConfiguration") as JsonObject;
            return (string?)network?["AssignPublicIp"] != "DISABLED" || network["Subnets"] is not JsonArray subnets
                || subnets.Any(subnet => !subnet!.ToJsonString().Contains("tasksSubnet", StringComparison.Ordinal));
        }).Select(service => service.ToString());

    public static IEnumerable<string> SubnetsThatGivePublicAddresses(IEnumerable<StackTemplate> templates) =>
        All(templates, "AWS::EC2::Subnet").Where(subnet => subnet.Has("true", "MapPublicIpOnLaunch"))
            .Select(subnet => subnet.ToString());

    /// <summary>Rules that let the internet in, but for HTTP and HTTPS of the balancer.</summary>
    public static IEnumerable<string> OpenPorts(IEnumerable<StackTemplate> templates) =>
        All(templates, "AWS::EC2::SecurityGroup").SelectMany(group =>
                (group.At("SecurityGroupIngress") as JsonArray ?? []).Select(rule => (Group: group, Rule: rule!)))
            .Concat(All(templates, "AWS::EC2::SecurityGroupIngress").Select(rule =>
                (Group: rule, Rule: (JsonNode)rule.Properties)))
            .Where(open => IsOpen(open.Rule) && !IsDoor(open.Group, open.Rule))
            .Select(open => $"{open.Group}: {open.Rule.ToJsonString()}");

    private static bool IsOpen(JsonNode rule) =>
        rule["CidrIp"]?.ToString() == "0.0.0.0/0" || rule["CidrIpv6"]?.ToString() == "::/0";

    private static bool IsDoor(TemplateResource group, JsonNode rule) =>
        group.Id.StartsWith("GroupsBalancer", StringComparison.Ordinal)
        && rule["FromPort"]?.ToString() is "80" or "443" && rule["ToPort"]?.ToString() is "80" or "443";

    private static IEnumerable<TemplateResource> All(IEnumerable<StackTemplate> templates, string type) =>
        templates.SelectMany(template => template.Resources(type));
}
