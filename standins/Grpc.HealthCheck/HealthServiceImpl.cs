using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.HealthCheck;

/// <summary>The health service over states that the program sets by service name; "" is the whole server.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _states = [];
    private readonly Dictionary<string, List<ChannelWriter<ServingStatus>>> _watchers = [];

    public void SetStatus(string service, ServingStatus status)
    {
        lock (_lock)
        {
            bool changed = StateOf(service) != status;
            _states[service] = status;
            if (changed)
                Notify(service, status);
        }
    }

    public void ClearStatus(string service)
    {
        lock (_lock)
        {
            if (_states.Remove(service))
                Notify(service, ServingStatus.ServiceUnknown);
        }
    }

    public void ClearAll()
    {
        lock (_lock)
        {
            string[] services = [.. _states.Keys];
            _states.Clear();
            foreach (string service in services)
                Notify(service, ServingStatus.ServiceUnknown);
        }
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        ServingStatus status;
        lock (_lock)
            status = StateOf(request.Service);
        if (status == ServingStatus.ServiceUnknown)
            throw new RpcException(new Status(StatusCode.NotFound, $"service '{request.Service}' is not known"));
        return Task.FromResult(new HealthCheckResponse { Status = status });
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        // A slow watcher misses states in between, never the last one.
        var changes = Channel.CreateBounded<ServingStatus>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            if (!_watchers.TryGetValue(request.Service, out List<ChannelWriter<ServingStatus>>? watchers))
                _watchers[request.Service] = watchers = [];
            watchers.Add(changes.Writer);
            changes.Writer.TryWrite(StateOf(request.Service));
        }
        try
        {
            await foreach (ServingStatus status in changes.Reader.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                if (_watchers[request.Service].Remove(changes.Writer) && _watchers[request.Service].Count == 0)
                    _watchers.Remove(request.Service);
            }
        }
    }

    private ServingStatus StateOf(string service) => _states.GetValueOrDefault(service, ServingStatus.ServiceUnknown);

    private void Notify(string service, ServingStatus status)
    {
        if (_watchers.TryGetValue(service, out List<ChannelWriter<ServingStatus>>? watchers))
            watchers.ForEach(watcher => watcher.TryWrite(status));
    }
}
