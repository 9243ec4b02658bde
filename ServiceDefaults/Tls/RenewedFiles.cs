namespace Kws.ServiceDefaults.Tls;

/// <summary>What is made of some files, and made again when one of them changes; while they cannot be used, what was
/// made last stays. Safe for concurrent use.</summary>
/// <remarks>
/// The files are looked at when their value is asked for, once a second at most: they are small, and a watch would miss
/// the folders of links that orchestrators swap.
/// </remarks>
/// <param name="paths">The files.</param>
/// <param name="make">Makes the value of their contents, in the order of the paths.</param>
/// <param name="onFault">Told once for each content that cannot be used.</param>
/// <param name="timeProvider">Measures the second.</param>
internal sealed class RenewedFiles<T>(
    IReadOnlyList<string> paths, Func<IReadOnlyList<string>, T> make, Action<Exception> onFault,
    TimeProvider timeProvider) where T : class
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private string[]? _contents;
    private long _lookedAt;
    private T? _value;

    /// <exception cref="Exception">The files cannot be used, and could not be before: whatever reading or making
    /// throws.</exception>
    public T Value
    {
        get
        {
            lock (_lock)
            {
                if (_value is null || timeProvider.GetElapsedTime(_lookedAt) >= s_period)
                    Look();
                return _value!;
            }
        }
    }

    private void Look()
    {
        _lookedAt = timeProvider.GetTimestamp();
        try
        {
            string[] contents = [.. paths.Select(File.ReadAllText)];
            if (_contents is not null && contents.SequenceEqual(_contents))
                return;
            _contents = contents;
            _value = make(contents);
        }
        catch (Exception fault) when (_value is not null)
        {
            onFault(fault);
        }
    }
}
