using Grpc.Core;
using Kws.Audio;
using Kws.FeatureExtraction.Clips;
using Kws.FeatureExtraction.Grpc;
using Kws.FeatureExtraction.Streaming;
using Kws.Features;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction;

/// <summary>Adds what this service is made of.</summary>
internal static class FeatureExtractionBuilderExtensions
{
    public static void AddFeatureExtraction(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<FeatureExtractionOptions, FeatureExtractionOptionsValidator>(
            FeatureExtractionOptions.Section);
        builder.Services.AddClipMessages<FeatureExtractionOptions>(options => options.MaxClipSeconds);
        builder.Services.AddSingleton<FeatureMetrics>();
        builder.Services.AddSingleton(provider => new SessionGate("open Extract calls",
            provider.GetRequiredService<IOptions<FeatureExtractionOptions>>().Value.MaxCalls,
            provider.GetRequiredService<IOptions<CallLimitsOptions>>(), provider.GetRequiredService<CallRefusals>()));
        builder.Services.AddSingleton<StreamQuota>();
        builder.Services.AddSingleton<SpecLimits>();
        builder.Services.AddSingleton<ClipExtractor>();
        builder.Services.AddWarmUp<FeatureWarmUp>();
        builder.Services.Configure<ErrorMapOptions>(errors => errors
            .Map<InvalidFeatureSpecException>(StatusCode.InvalidArgument)
            .Map<InvalidAudioException>(StatusCode.InvalidArgument));
    }
}
