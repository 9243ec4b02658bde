using Kws.ServiceDefaults;
using Kws.VisionInference;
using Kws.VisionInference.Events;
using Kws.VisionInference.Grpc;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddVisionInference(builder.Configuration);
builder.AddReadingEvents();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<SignReaderService>();
app.Run();
