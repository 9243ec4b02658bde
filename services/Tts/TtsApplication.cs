using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Bus;
using Kws.Tts.Grpc;

namespace Kws.Tts;

/// <summary>The composed service, for <c>Program</c> and for tests that run it on a loopback port.</summary>
internal static class TtsApplication
{
    /// <summary>Builds the service; <paramref name="configure"/> runs last.</summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddEventBus();
        builder.Services.AddSpeech();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<SpeechService>();
        return app;
    }
}
