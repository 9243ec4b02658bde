using Grpc.Core.Interceptors;

namespace Grpc.Core;

/// <summary>A generated client.</summary>
public abstract class ClientBase<T> : ClientBase where T : ClientBase<T>
{
    protected ClientBase()
    {
    }

    protected ClientBase(ChannelBase channel) : base(channel)
    {
    }

    protected ClientBase(CallInvoker callInvoker) : base(callInvoker)
    {
    }

    protected ClientBase(ClientBaseConfiguration configuration) : base(configuration)
    {
    }

    /// <summary>A client whose calls go to another host name.</summary>
    public T WithHost(string host) => NewInstance(new ClientBaseConfiguration(Configuration.UndecoratedCallInvoker, host));

    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}

/// <summary>What generated clients share.</summary>
public abstract class ClientBase
{
    private readonly CallInvoker? _callInvoker;

    /// <summary>For test doubles: calls throw <see cref="NotSupportedException"/> unless overridden.</summary>
    protected ClientBase() : this(new UnimplementedCallInvoker())
    {
    }

    protected ClientBase(ChannelBase channel) : this(channel.CreateCallInvoker())
    {
    }

    protected ClientBase(CallInvoker callInvoker) : this(new ClientBaseConfiguration(callInvoker, null))
    {
    }

    protected ClientBase(ClientBaseConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        _callInvoker = configuration.CreateCallInvoker();
    }

    protected CallInvoker CallInvoker => _callInvoker!;

    internal ClientBaseConfiguration Configuration { get; }

    /// <summary>Where a client's calls go.</summary>
    protected internal class ClientBaseConfiguration
    {
        private readonly string? _host;

        internal ClientBaseConfiguration(CallInvoker callInvoker, string? host)
        {
            ArgumentNullException.ThrowIfNull(callInvoker);
            UndecoratedCallInvoker = callInvoker;
            _host = host;
        }

        internal CallInvoker UndecoratedCallInvoker { get; }

        internal CallInvoker CreateCallInvoker() =>
            _host is null ? UndecoratedCallInvoker : new InterceptingCallInvoker(UndecoratedCallInvoker, new HostInterceptor(_host));
    }
}
