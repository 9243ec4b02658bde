using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.ECS;

namespace Kws.Aws.Mesh;

/// <summary>How many tasks a service has: by its processors, and where devices stream by what the streams
/// cause.</summary>
internal static class TaskScaling
{
    // benchmarks/README.md: 100 streams take 0.45 of a core; what is left is the proxy's and the collector's.
    private const int StreamsPerTask = 100;
    private const int WindowsPerStreamAndSecond = 10;

    // benchmarks/README.md: a core reads more than 30 pictures a second; half of the task's two.
    private const int PicturesPerTaskAndSecond = 30;
    private const int Minute = 60;

    public static void Add(MeshTask task)
    {
        var size = ServiceSize.Of(task.Model.Name);
        if (size.Most == size.Least)
            return;
        var count = task.Service.AutoScaleTaskCount(new Amazon.CDK.AWS.ApplicationAutoScaling.EnableScalingProps
        {
            MinCapacity = size.Least,
            MaxCapacity = size.Most,
        });
        count.ScaleOnCpuUtilization("Processor", new CpuUtilizationScalingProps
        {
            TargetUtilizationPercent = 60,
            ScaleOutCooldown = Duration.Minutes(1),
            ScaleInCooldown = Duration.Minutes(15),
        });
        if (StreamsOf(task.Model.Name) is not var (metric, target))
            return;
        count.ScaleToTrackCustomMetric("Streams", new TrackCustomMetricProps
        {
            Metric = PerTask(task.Model.Name, metric),
            TargetValue = target,
            ScaleOutCooldown = Duration.Minutes(1),
            // Streams stay with the task that they began on: one that goes sends its own to others.
            ScaleInCooldown = Duration.Minutes(15),
        });
    }

    private static (string Metric, int Target)? StreamsOf(string service) => service switch
    {
        ServiceNames.AudioInference => (MeshMetrics.Windows, StreamsPerTask * WindowsPerStreamAndSecond * Minute),
        ServiceNames.VisionInference => (MeshMetrics.Pictures, PicturesPerTaskAndSecond * Minute),
        _ => null,
    };

    // Each task tells its own once a minute: their mean is what one has.
    private static Metric PerTask(string service, string name) => new(new MetricProps
    {
        Namespace = MeshMetrics.Namespace,
        MetricName = name,
        DimensionsMap = new Dictionary<string, string> { [MeshMetrics.Service] = service },
        Statistic = "Average",
        Period = Duration.Minutes(1),
    });
}
