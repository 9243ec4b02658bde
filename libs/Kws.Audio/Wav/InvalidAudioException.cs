namespace Kws.Audio;

/// <summary>Audio that cannot be used as given. Services answer it with INVALID_ARGUMENT.</summary>
/// <remarks>The message names the field, its value and the limit; it never holds samples.</remarks>
public sealed class InvalidAudioException : ArgumentException
{
    /// <param name="field">What is wrong, such as "channels".</param>
    /// <param name="value">Its value as text, such as "17".</param>
    /// <param name="limit">What is allowed, such as "1 to 16".</param>
    public InvalidAudioException(string field, string value, string limit)
        : base($"audio: {field} is {value}; allowed: {limit}")
    {
        Field = field;
        Value = value;
        Limit = limit;
    }

    public string Field { get; }

    public string Value { get; }

    public string Limit { get; }
}
