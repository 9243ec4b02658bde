namespace Grpc.Core;

/// <summary>The messages that the other side streams.</summary>
public interface IAsyncStreamReader<out T>
{
    T Current { get; }

    /// <summary>Waits for the next message; false at the end of the stream.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>Streams messages to the other side. One write at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>For the messages that follow; null: the call's own.</summary>
    WriteOptions? WriteOptions { get; set; }

    Task WriteAsync(T message);

    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            throw new NotSupportedException("this stream writer does not support the cancellation of one write");
        return WriteAsync(message);
    }
}

/// <summary>The server's side of a response stream.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;

/// <summary>The client's side of a request stream.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the request stream.</summary>
    Task CompleteAsync();
}

/// <summary>Shorter calls on a stream reader.</summary>
public static class AsyncStreamReaderExtensions
{
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader) where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return streamReader.MoveNext(CancellationToken.None);
    }
}
