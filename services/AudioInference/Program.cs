using Kws.AudioInference;
using Kws.AudioInference.Events;
using Kws.AudioInference.Grpc;
using Kws.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddAudioInference(builder.Configuration);
builder.AddDetectionEvents();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<KeywordSpotterService>();
app.Run();
