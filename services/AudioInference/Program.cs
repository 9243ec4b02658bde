using AudioInference;
using AudioInference.Grpc;
using Kws.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddAudioInference(builder.Configuration);

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<KeywordSpotterService>();
app.Run();
