using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Endpoints;
using Kws.VisionInference;
using Kws.VisionInference.Events;
using Kws.VisionInference.Grpc;

if (HealthProbeProgram.IsAsked(args))
    return await HealthProbeProgram.RunAsync(args);

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddVisionInference(builder.Configuration);
builder.AddReadingEvents();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<SignReaderService>();
await app.RunAsync();
return 0;
