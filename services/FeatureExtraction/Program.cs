using Kws.FeatureExtraction;
using Kws.FeatureExtraction.Grpc;
using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Endpoints;

if (HealthProbeProgram.IsAsked(args))
    return await HealthProbeProgram.RunAsync(args);

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddFeatureExtraction();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<FeatureExtractionService>();
await app.RunAsync();
return 0;
