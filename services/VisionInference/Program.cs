using Kws.ServiceDefaults;
using VisionInference;
using VisionInference.Grpc;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddVisionInference(builder.Configuration);

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<SignReaderService>();
app.Run();
