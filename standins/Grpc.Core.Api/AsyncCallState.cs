namespace Grpc.Core;

/// <summary>What the four call types share: headers, status, trailers, end.</summary>
internal sealed class AsyncCallState
{
    private readonly Func<Task<Metadata>> _responseHeaders;
    private readonly Func<Status> _status;
    private readonly Func<Metadata> _trailers;
    private readonly Action _dispose;

    public AsyncCallState(Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        _responseHeaders = () => responseHeaders;
        _status = status;
        _trailers = trailers;
        _dispose = dispose;
    }

    public AsyncCallState(
        Func<object, Task<Metadata>> responseHeaders, Func<object, Status> status, Func<object, Metadata> trailers, Action<object> dispose, object state)
    {
        _responseHeaders = () => responseHeaders(state);
        _status = () => status(state);
        _trailers = () => trailers(state);
        _dispose = () => dispose(state);
    }

    public Task<Metadata> ResponseHeadersAsync => _responseHeaders();

    public Status GetStatus() => _status();

    public Metadata GetTrailers() => _trailers();

    public void Dispose() => _dispose();
}
