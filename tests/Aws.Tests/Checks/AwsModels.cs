using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Kws.Aws.Tests.Synthesis;

namespace Kws.Aws.Tests.Checks;

/// <summary>AWS's own models of its services, read by botocore: properties are held against the requests that
/// CloudFormation makes of them, actions against the operations that there are.</summary>
internal static class AwsModels
{
    private const string Python = "/usr/bin/python3";

    // Names differ between the two by the case of letters, and in a few members, which are left out or added here.
    private const string Program = """
        import json, sys
        import botocore.session
        from botocore.validate import ParamValidator

        session = botocore.session.Session()
        REFERENCE = "arn:aws:x:us-east-1:123456789012:x/abcdefghijklmnopqrst"
        REQUESTS = {
            "AWS::ECS::TaskDefinition": ("ecs", "RegisterTaskDefinition", {}, ()),
            "AWS::ECS::Service": ("ecs", "CreateService", {}, ()),
            "AWS::WAFv2::WebACL": ("wafv2", "CreateWebACL", {"Name": "x"}, ()),
            "AWS::ElasticLoadBalancingV2::TargetGroup":
                ("elbv2", "CreateTargetGroup", {"Name": "x"}, ("TargetGroupAttributes",)),
            "AWS::ApplicationAutoScaling::ScalingPolicy": ("application-autoscaling", "PutScalingPolicy",
                {"ServiceNamespace": "ecs", "ResourceId": "x", "ScalableDimension": "ecs:service:DesiredCount"},
                ("ScalingTargetId",)),
            "AWS::AmazonMQ::Broker": ("mq", "CreateBroker", {}, ("Tags",)),
            "AWS::RDS::DBInstance": ("rds", "CreateDBInstance", {}, ("VPCSecurityGroups",)),
            "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm", {"AlarmName": "x"}, ()),
            "AWS::Budgets::Budget": ("budgets", "CreateBudget", {"AccountId": "123456789012"}, ()),
        }
        # Members that botocore 1.29 does not have yet.
        NEWER = {("DeploymentConfiguration", "Alarms"), ("ServiceConnectService", "Timeout")}
        # Rights that are no operation of their own.
        RIGHTS = {"iam:PassRole", "s3:ListBucket"}

        def resolved(value):
            if isinstance(value, dict):
                if len(value) == 1 and (next(iter(value)).startswith("Fn::") or "Ref" in value):
                    return REFERENCE
                return {key: resolved(each) for key, each in value.items()}
            return [resolved(each) for each in value] if isinstance(value, list) else value

        def request(value, shape, faults):
            if shape.type_name == "structure" and isinstance(value, dict):
                names = {name.lower(): name for name in shape.members}
                found = {}
                for key, each in value.items():
                    if key.lower() in names:
                        name = names[key.lower()]
                        found[name] = request(each, shape.members[name], faults)
                    elif (shape.name, key) not in NEWER:
                        faults.append(f"{shape.name} has no {key}")
                return found
            if shape.type_name == "list" and isinstance(value, list):
                return [request(each, shape.member, faults) for each in value]
            if shape.type_name == "blob" and isinstance(value, str):
                return value.encode()
            if shape.type_name in ("integer", "long") and isinstance(value, str) and value.isdigit():
                return int(value)
            if shape.type_name == "string" and isinstance(value, (int, float)) and not isinstance(value, bool):
                return str(value)
            if getattr(shape, "enum", None) and value not in shape.enum:
                faults.append(f"{shape.name}: {value} is none of {', '.join(shape.enum)}")
            return value

        def faults_of(resource):
            service, operation, added, left = REQUESTS[resource["type"]]
            shape = session.get_service_model(service).operation_model(operation).input_shape
            properties = {k: v for k, v in resolved(resource["properties"]).items() if k not in left}
            if service == "budgets":
                properties["Budget"].setdefault("BudgetName", "x")
            faults = []
            body = request({**properties, **added}, shape, faults)
            report = ParamValidator().validate(body, shape)
            return faults + ([report.generate_report()] if report.has_errors() else [])

        def is_operation(action):
            service, operation = action.split(":")
            return action in RIGHTS or service in session.get_available_services() \
                and operation in session.get_service_model(service).operation_names

        asked = json.load(sys.stdin)
        print(json.dumps([f"{each['id']}: {fault}" for each in asked["resources"] if each["type"] in REQUESTS
                for fault in faults_of(each)]
            + [f"no action {action}" for action in asked["actions"] if not is_operation(action)]))
        """;

    /// <summary>What AWS's models do not know in some stacks.</summary>
    public static async Task<string[]> FaultsOfAsync(IReadOnlyList<StackTemplate> templates)
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/botocore/data/ecs"),
            "python3-botocore, which carries AWS's models, is not installed");
        using var python = Process.Start(new ProcessStartInfo(Python, ["-c", Program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        })!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.StandardInput.WriteAsync(JsonSerializer.Serialize(Asked(templates))).WithTimeout();
        python.StandardInput.Close();
        await python.WaitForExitAsync().WithTimeout();
        Assert.True(python.ExitCode == 0, await errors.WithTimeout());
        return JsonSerializer.Deserialize<string[]>(await output.WithTimeout())!;
    }

    private static object Asked(IReadOnlyList<StackTemplate> templates) => new
    {
        resources = templates.SelectMany(template => template.Resources()).Select(resource =>
            new { id = resource.ToString(), type = resource.Type, properties = resource.Properties }),
        actions = Statement.In(templates).Where(statement => statement.Allows)
            .SelectMany(statement => statement.Actions).Distinct(),
    };
}
