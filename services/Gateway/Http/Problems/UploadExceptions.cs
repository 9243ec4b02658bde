using System.Globalization;

namespace Kws.Gateway.Http.Problems;

/// <summary>A body is larger than allowed: 413.</summary>
internal sealed class PayloadTooLargeException(string field, long limitBytes, string setting)
    : Exception($"{field}: more than {Text(limitBytes)} bytes; allowed: at most {Text(limitBytes)} bytes ({setting})")
{
    public string Field { get; } = field;

    public string Value { get; } = $"more than {Text(limitBytes)} bytes";

    public string Limit { get; } = $"at most {Text(limitBytes)} bytes";

    private static string Text(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A body comes too slowly: 408.</summary>
internal sealed class SlowUploadException(long bytes, int bytesPerSecond, string setting)
    : Exception($"body: {bytes.ToString(CultureInfo.InvariantCulture)} bytes came too slowly; allowed: at least " +
        $"{bytesPerSecond.ToString(CultureInfo.InvariantCulture)} bytes a second ({setting})");
