using Grpc.Core;
using Kws.Audio.V1;
using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>A keyword spotter that hears nothing and remembers who called it.</summary>
internal sealed class SpotterBehind : IAsyncDisposable
{
    private readonly KestrelHost _host;
    private readonly Service _service;

    private SpotterBehind(KestrelHost host, Service service) => (_host, _service) = (host, service);

    public string Address => _host.Address;

    public int Calls => _service.Calls;

    /// <summary>Name and device.</summary>
    public string? LastCaller => _service.LastCaller;

    /// <summary>Whom its limits count for.</summary>
    public string? LastOrigin => _service.LastOrigin;

    /// <summary>The header that tells it in open mode.</summary>
    public string? LastAddress => _service.LastAddress;

    public static async Task<SpotterBehind> StartAsync(params (string Key, string Value)[] settings)
    {
        var service = new Service();
        var host = await KestrelHost.StartAsync(
            builder =>
            {
                foreach ((var key, var value) in settings)
                    builder.Configuration[key] = value;
                builder.AddServiceDefaults();
                builder.Services.AddSingleton(service);
            },
            app =>
            {
                app.MapServiceDefaults();
                app.MapGrpcService<Service>();
            });
        return new SpotterBehind(host, service);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _host.Logs.AssertNoErrors();
    }

    internal sealed class Service : KeywordSpotter.KeywordSpotterBase
    {
        private int _calls;

        public int Calls => _calls;

        public string? LastCaller { get; private set; }

        public string? LastOrigin { get; private set; }

        public string? LastAddress { get; private set; }

        public override Task<DescribeModelResponse> DescribeModel(
            DescribeModelRequest request, ServerCallContext context)
        {
            Note(context);
            return Task.FromResult(new DescribeModelResponse());
        }

        public override async Task Spot(
            IAsyncStreamReader<SpotRequest> requestStream, IServerStreamWriter<SpotResponse> responseStream,
            ServerCallContext context)
        {
            Note(context);
            await requestStream.MoveNext(context.CancellationToken);
            context.Caller().CheckDevice("config.device_id", requestStream.Current.Config.DeviceId);
            await responseStream.WriteAsync(new SpotResponse { Started = new Started() }, context.CancellationToken);
            await requestStream.MoveNext(context.CancellationToken);
        }

        private void Note(ServerCallContext context)
        {
            Interlocked.Increment(ref _calls);
            LastCaller = $"{context.Caller().CallerName} {context.Caller().DeviceId}";
            LastOrigin = context.Origin();
            LastAddress = context.RequestHeaders.GetValue("kws-caller-address");
        }
    }
}
