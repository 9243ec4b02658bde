using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Bus;
using Kws.ServiceDefaults.Endpoints;
using Kws.TrainingOrchestrator;
using Kws.TrainingOrchestrator.Grpc;
using Kws.TrainingOrchestrator.Hearing;

if (HealthProbeProgram.IsAsked(args))
    return await HealthProbeProgram.RunAsync(args);

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEventBus(bus => bus.AddTrainingConsumers());
builder.Services.AddTraining(builder.Configuration);

var app = builder.Build();
app.MapServiceDefaults();
app.MapGrpcService<TrainingService>();
await app.RunAsync();
return 0;
