namespace Kws.Storage;

/// <summary>A stream that can be sent again: S3 signs its length and hash first, and retries rewind it.</summary>
internal sealed class SeekableContent : IAsyncDisposable
{
    private readonly bool _isOurs;

    private SeekableContent(Stream stream, bool isOurs)
    {
        Stream = stream;
        _isOurs = isOurs;
    }

    public Stream Stream { get; }

    /// <summary>The content itself, or a temporary file with it that goes when this is disposed.</summary>
    public static async Task<SeekableContent> OfAsync(Stream content, CancellationToken cancellationToken)
    {
        if (content.CanSeek)
            return new SeekableContent(content, isOurs: false);
        var copy = new FileStream(
            Path.Combine(Path.GetTempPath(), $"kws-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite,
                FileShare.None,
            bufferSize: 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await content.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        copy.Position = 0;
        return new SeekableContent(copy, isOurs: true);
    }

    public ValueTask DisposeAsync() => _isOurs ? Stream.DisposeAsync() : ValueTask.CompletedTask;
}
