using Kws.FeatureExtraction;
using Kws.FeatureExtraction.Grpc;
using Kws.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddFeatureExtraction();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<FeatureExtractionService>();
app.Run();
