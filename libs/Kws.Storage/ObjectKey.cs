namespace Kws.Storage;

/// <summary>
/// The name of an object: 1 to 32 segments joined by '/', each 1 to 200 of <c>A-Z a-z 0-9 . _ - = + @</c> and not
/// beginning with '.', 900 characters in all. So it is a safe path on every file system and a plain S3 key.
/// </summary>
public readonly record struct ObjectKey
{
    private const int MaxLength = 900;
    private const int MaxSegments = 32;
    private const int MaxSegmentLength = 200;

    /// <exception cref="InvalidObjectKeyException">The text is no key.</exception>
    public ObjectKey(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length is 0 or > MaxLength)
            throw new InvalidObjectKeyException(value, $"1 to {MaxLength} characters");
        var segments = value.Split('/');
        if (segments.Length > MaxSegments)
            throw new InvalidObjectKeyException(value, $"at most {MaxSegments} segments");
        foreach (var segment in segments)
            CheckSegment(value, segment);
        Value = value;
    }

    public string Value { get; }

    public override string ToString() => Value;

    /// <summary>Whether the text may stand between the slashes of a key.</summary>
    public static bool IsSegment(string text) =>
        text.Length is > 0 and <= MaxSegmentLength && text[0] != '.' && text.All(IsAllowed);

    /// <summary>Checks the beginning of keys, as <see cref="IObjectStore.ListAsync"/> takes it: empty, a key, or a key
    /// and '/'.</summary>
    /// <exception cref="InvalidObjectKeyException">No key begins like this.</exception>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0)
            _ = new ObjectKey(prefix.EndsWith('/') ? prefix[..^1] : prefix);
    }

    private static void CheckSegment(string key, string segment)
    {
        if (!IsSegment(segment))
            throw new InvalidObjectKeyException(key,
                $"segments of 1 to {MaxSegmentLength} letters, digits and . _ - = + @, not beginning with '.'");
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c)
        || c is '.' or '_' or '-' or '=' or '+' or '@';
}
