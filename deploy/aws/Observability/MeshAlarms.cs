using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Kws.Aws.Data;
using Kws.Aws.Mesh;

namespace Kws.Aws.Observability;

/// <summary>What a person is woken for.</summary>
public sealed class MeshAlarms : Construct
{
    private const double Gigabyte = 1e9;
    private readonly ITopic _topic;

    public MeshAlarms(Construct scope, string id, DataStack data, MeshStack mesh, ITopic topic) : base(scope, id)
    {
        _topic = topic;
        Add("NoGateway", "No gateway is healthy: nobody is served",
            mesh.Door.Pages.Metrics.HealthyHostCount(Every(Stats.MAXIMUM)), below: 1,
            missing: TreatMissingData.BREACHING);
        Add("ServerErrors", "The gateway answers with errors of its own (5xx)",
            mesh.Door.Balancer.Metrics.HttpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, Every(Stats.SUM)), above: 50);
        Add("BalancerErrors", "The balancer has nobody to answer (5xx)",
            mesh.Door.Balancer.Metrics.HttpCodeElb(HttpCodeElb.ELB_5XX_COUNT, Every(Stats.SUM)), above: 50);
        Add("Overload", "AudioInference has no headroom for more streams",
            OfService(MeshMetrics.StreamsRefused, ServiceNames.AudioInference), above: 0);
        Add("Refusals", "The gateway refuses calls for its limits",
            OfService(MeshMetrics.CallsRefused, ServiceNames.Gateway), above: 500);
        Add("EventsLost", "AudioInference dropped events that the bus did not take",
            OfService(MeshMetrics.EventsDropped, ServiceNames.AudioInference), above: 0);
        Add("DatabaseStorage", "The database has little room left",
            data.Database.Instance.MetricFreeStorageSpace(Every(Stats.MINIMUM)), below: 10 * Gigabyte);
        Add("BusMemory", "The broker uses most of its memory; at its limit it takes no events", BusMemory(), above: 80);
    }

    private static MetricOptions Every(string statistic) =>
        new() { Period = Duration.Minutes(1), Statistic = statistic };

    private static Metric OfService(string name, string service) => new(new MetricProps
    {
        Namespace = MeshMetrics.Namespace,
        MetricName = name,
        DimensionsMap = new Dictionary<string, string> { [MeshMetrics.Service] = service },
        Statistic = Stats.SUM,
        Period = Duration.Minutes(1),
    });

    private static MathExpression BusMemory() => new(new MathExpressionProps
    {
        Expression = "100 * used / most",
        UsingMetrics = new Dictionary<string, IMetric>
        {
            ["used"] = OfBroker("RabbitMQMemUsed"),
            ["most"] = OfBroker("RabbitMQMemLimit"),
        },
        Period = Duration.Minutes(1),
    });

    private static Metric OfBroker(string name) => new(new MetricProps
    {
        Namespace = "AWS/AmazonMQ",
        MetricName = name,
        DimensionsMap = new Dictionary<string, string> { ["Broker"] = MeshBroker.Name },
        Statistic = Stats.MAXIMUM,
        Period = Duration.Minutes(1),
    });

    private void Add(
        string id, string text, IMetric metric, double? above = null, double? below = null,
        TreatMissingData missing = TreatMissingData.NOT_BREACHING)
    {
        var alarm = new Alarm(this, id, new AlarmProps
        {
            AlarmDescription = text,
            Metric = metric,
            Threshold = above ?? below!.Value,
            ComparisonOperator = above is not null
                ? ComparisonOperator.GREATER_THAN_THRESHOLD
                : ComparisonOperator.LESS_THAN_THRESHOLD,
            EvaluationPeriods = 3,
            DatapointsToAlarm = 2,
            TreatMissingData = missing,
        });
        alarm.AddAlarmAction(new SnsAction(_topic));
        alarm.AddOkAction(new SnsAction(_topic));
    }
}
