using System.Globalization;
using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>A field of a request has a value that is not allowed: <c>INVALID_ARGUMENT</c>.</summary>
/// <param name="field">The field's path in the proto, such as <c>config.sample_rate_hz</c>.</param>
/// <param name="value">What was sent; texts are shown by <see cref="Printable"/>, cut. Pass a size for bytes.</param>
/// <param name="limit">What is allowed, such as "8000, 16000 or 48000" or "at most 1 s".</param>
public sealed class InvalidRequestException(string field, object? value, string limit)
    : ArgumentException($"{field}: {Shown(value)} is not allowed; allowed: {limit}"), IStatusError
{
    private readonly string _value = Shown(value);

    public string Field { get; } = field;

    public string Limit { get; } = limit;

    public StatusCode StatusCode => StatusCode.InvalidArgument;

    public Metadata Trailers => StatusDetails.OfField(Message, Field, _value, Limit);

    private static string Shown(object? value) => value switch
    {
        null => "nothing",
        string given => $"'{Printable.Text(given)}'",
        _ => Printable.Text(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
