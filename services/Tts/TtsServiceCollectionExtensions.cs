using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Settings;
using Kws.Tts.Caching;
using Kws.Tts.Engines;
using Kws.Tts.Engines.Espeak;
using Kws.Tts.Engines.Polly;
using Kws.Tts.Grpc;
using Kws.Tts.Synthesis;
using Microsoft.Extensions.Options;

namespace Kws.Tts;

/// <summary>What the service is made of.</summary>
internal static class TtsServiceCollectionExtensions
{
    /// <summary>Adds the engine that <see cref="TtsOptions.Engine"/> names, the synthesiser and its cache.</summary>
    public static IServiceCollection AddSpeech(this IServiceCollection services)
    {
        services.AddSettings<TtsOptions, TtsOptionsValidator>(TtsOptions.Section);
        services.Configure<ErrorMapOptions>(errors => errors
            .Map<EngineUnavailableException>(StatusCode.Unavailable)
            .Map<EngineBusyException>(StatusCode.ResourceExhausted));
        services.AddSingleton<TtsMetrics>();
        services.AddSingleton<PhraseCache>();
        services.AddSingleton<SpeechBuffers>();
        services.AddSingleton<Synthesizer>();
        services.AddSingleton<SynthesisRequestReader>();
        services.AddSingleton<SpeechAnnouncer>();
        services.AddSingleton<EspeakEngine>();
        services.AddSingleton<PollyEngine>();
        services.AddSingleton<ISpeechEngine>(provider =>
            provider.GetRequiredService<IOptions<TtsOptions>>().Value.Engine switch
        {
            "polly" => provider.GetRequiredService<PollyEngine>(),
            _ => provider.GetRequiredService<EspeakEngine>(),
        });
        services.AddHealthChecks().AddCheck<SpeechEngineHealthCheck>("engine");
        services.AddHostedService(provider => new EngineWarmUp(provider.GetRequiredService<ISpeechEngine>()));
        return services;
    }
}
