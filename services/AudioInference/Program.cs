using Kws.AudioInference;
using Kws.AudioInference.Events;
using Kws.AudioInference.Grpc;
using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Endpoints;

if (HealthProbeProgram.IsAsked(args))
    return await HealthProbeProgram.RunAsync(args);

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddAudioInference(builder.Configuration);
builder.AddDetectionEvents();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<KeywordSpotterService>();
await app.RunAsync();
return 0;
