using System.Globalization;
using System.Text;
using Google.Protobuf;
using Kws.Dashboard.Telemetry;
using OpenTelemetry.Proto.Common.V1;

namespace Kws.Dashboard.Otlp;

/// <summary>Turns OTLP's values into bounded text.</summary>
public sealed class OtlpText(TelemetryLimits limits)
{
    private const int DeepestValue = 8;

    public AttributeList Attributes(IEnumerable<KeyValue> attributes, Func<KeyValue, bool>? keep = null) =>
        new([.. attributes.Where(attribute => keep is null || keep(attribute)).Take(limits.MaxAttributeCount)
            .Select(attribute => KeyValuePair.Create(Cut(attribute.Key), Value(attribute.Value)))]);

    public string Value(AnyValue? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return Cut(text.ToString());
    }

    public string Cut(string text) => text.Length <= limits.MaxAttributeLength ? text : text[..limits.MaxAttributeLength] + "…";

    /// <summary>Lower hex.</summary>
    public static string Id(ByteString id) => Convert.ToHexStringLower(id.Span);

    /// <summary>Times beyond what a <see cref="DateTimeOffset"/> holds become its last moment.</summary>
    public static DateTimeOffset Time(ulong unixNanoseconds)
    {
        long ticks = (long)(unixNanoseconds / TimeSpan.NanosecondsPerTick);
        return ticks > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddTicks(ticks);
    }

    private void Append(StringBuilder text, AnyValue? value, int depth)
    {
        if (text.Length > limits.MaxAttributeLength || depth > DeepestValue)
            return;
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                text.Append(value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                text.Append(value.BoolValue ? "true" : "false");
                break;
            case AnyValue.ValueOneofCase.IntValue:
                text.Append(value.IntValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.DoubleValue:
                text.Append(value.DoubleValue.ToString(CultureInfo.InvariantCulture));
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                text.Append(CultureInfo.InvariantCulture, $"{value.BytesValue.Length} bytes");
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                AppendAll(text, '[', value.ArrayValue.Values, ']', item => Append(text, item, depth + 1));
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                AppendAll(text, '{', value.KvlistValue.Values, '}', item =>
                {
                    text.Append(item.Key).Append('=');
                    Append(text, item.Value, depth + 1);
                });
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> append)
    {
        text.Append(open);
        foreach ((int index, T item) in items.Index())
        {
            if (index > 0)
                text.Append(", ");
            append(item);
        }
        text.Append(close);
    }
}
