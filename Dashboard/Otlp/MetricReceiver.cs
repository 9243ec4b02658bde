using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Metrics;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace Kws.Dashboard.Otlp;

/// <summary>Stores the points of a request.</summary>
public sealed class MetricReceiver(SourceReader sources, OtlpText text, MetricStore store)
{
    public ExportMetricsServiceResponse Receive(ExportMetricsServiceRequest request)
    {
        long rejected = 0;
        foreach (ResourceMetrics resource in request.ResourceMetrics)
        {
            TelemetrySource? source = sources.Read(resource.Resource);
            foreach (ScopeMetrics scope in resource.ScopeMetrics)
                foreach (Metric metric in scope.Metrics)
                {
                    if (source is null)
                        rejected++;
                    else
                        Store(new InstrumentKey(source, text.Cut(scope.Scope?.Name ?? ""), text.Cut(metric.Name)), metric);
                }
        }
        store.Announce();
        return rejected == 0
            ? new ExportMetricsServiceResponse()
            : new ExportMetricsServiceResponse { PartialSuccess = new() { RejectedDataPoints = rejected, ErrorMessage = "too many senders" } };
    }

    private void Store(InstrumentKey key, Metric metric)
    {
        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Gauge:
                Numbers(metric.Gauge.DataPoints, InstrumentKind.Gauge, false);
                break;
            case Metric.DataOneofCase.Sum:
                Numbers(metric.Sum.DataPoints, metric.Sum.IsMonotonic ? InstrumentKind.Counter : InstrumentKind.UpDownCounter, IsDelta(metric.Sum.AggregationTemporality));
                break;
            case Metric.DataOneofCase.Histogram:
                foreach (HistogramDataPoint point in metric.Histogram.DataPoints.Where(HistogramReader.IsWellFormed))
                    Add(InstrumentKind.Histogram, point.Attributes, HistogramReader.Read(point), IsDelta(metric.Histogram.AggregationTemporality));
                break;
            case Metric.DataOneofCase.ExponentialHistogram:
                foreach (ExponentialHistogramDataPoint point in metric.ExponentialHistogram.DataPoints)
                    Add(InstrumentKind.Histogram, point.Attributes, HistogramReader.Read(point), IsDelta(metric.ExponentialHistogram.AggregationTemporality));
                break;
        }

        void Numbers(IEnumerable<NumberDataPoint> points, InstrumentKind kind, bool isDelta)
        {
            foreach (NumberDataPoint point in points)
            {
                double value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
                if (double.IsFinite(value))
                    Add(kind, point.Attributes, new MetricPoint(OtlpText.Time(point.TimeUnixNano), value, null), isDelta);
            }
        }

        void Add(InstrumentKind kind, IEnumerable<KeyValue> attributes, MetricPoint point, bool isDelta) =>
            store.Add(key, text.Cut(metric.Description), text.Cut(metric.Unit), kind, text.Attributes(attributes), point, isDelta);
    }

    private static bool IsDelta(AggregationTemporality temporality) => temporality == AggregationTemporality.Delta;
}
