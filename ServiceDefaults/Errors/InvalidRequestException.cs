using System.Globalization;
using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>A field of a request has a value that is not allowed: <c>INVALID_ARGUMENT</c>.</summary>
/// <param name="field">The field's path in the proto, such as <c>config.sample_rate_hz</c>.</param>
/// <param name="value">What was sent; texts are cut after 64 characters. Pass a size for bytes.</param>
/// <param name="limit">What is allowed, such as "8000, 16000 or 48000" or "at most 1 s".</param>
public sealed class InvalidRequestException(string field, object? value, string limit)
    : ArgumentException($"{field}: {Shown(value)} is not allowed; allowed: {limit}"), IStatusError
{
    private const int LongestShownText = 64;

    public string Field { get; } = field;

    public string Limit { get; } = limit;

    public StatusCode StatusCode => StatusCode.InvalidArgument;

    private static string Shown(object? value)
    {
        var text = value switch
        {
            null => "nothing",
            string given => $"'{given}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return text.Length <= LongestShownText ? text : text[..LongestShownText] + "...";
    }
}
