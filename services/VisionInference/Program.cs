using Kws.ServiceDefaults;
using VisionInference;
using VisionInference.Events;
using VisionInference.Grpc;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddVisionInference(builder.Configuration);
builder.AddReadingEvents();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<SignReaderService>();
app.Run();
