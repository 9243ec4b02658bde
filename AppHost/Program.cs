using AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

// Events between the services. Nobody waits for it: what cannot be published waits in the services' own buffers.
var bus = builder.AddRabbitMQ("bus");

// Training jobs and the model registry.
builder.AddPostgres("postgres").AddDatabase("training");

// Audio to features.
var featureExtraction = builder.AddGrpcService<Projects.FeatureExtraction>("featureextraction", port: 5302)
    .WithReplicas(builder.Configuration.GetValue("FeatureExtraction:Replicas", 2));

// A device's audio to keywords.
var audioInference = builder.AddGrpcService<Projects.AudioInference>("audioinference", port: 5301)
    .WithExternalHttpEndpoints()
    .WithEnvironment("Features__Source", "Remote")
    .WithReference(featureExtraction)
    .WithReference(bus)
    .WaitFor(featureExtraction);

// Text to speech.
var tts = builder.AddGrpcService<Projects.Tts>("tts", port: 5304)
    .WithExternalHttpEndpoints()
    .WithReference(bus);

// A camera's frames to signed letters, words and their speech. It reads on while nothing can be spoken.
var visionInference = builder.AddGrpcService<Projects.VisionInference>("visioninference", port: 5303)
    .WithExternalHttpEndpoints()
    .WithReference(tts)
    .WithReference(bus);

// Devices that show the mesh at work: one speaks the ten words, one spells words with photos; both tell what came back.
if (builder.Configuration.GetValue("DemoDevice:Enabled", true))
{
    builder.AddProject<Projects.Kws_Cli>("demo-device", launchProfileName: null)
        .WithArgs("demo", "--repeat")
        .WithEnvironment("KWS_SERVER", audioInference.GetEndpoint("http"))
        .WaitFor(audioInference)
        .ExcludeFromManifest();
    builder.AddProject<Projects.Kws_Cli>("signing-device", launchProfileName: null)
        .WithArgs("sign", "demo", "--repeat")
        .WithEnvironment("KWS_VISION_SERVER", visionInference.GetEndpoint("http"))
        .WithEnvironment("KWS_DATA", builder.Configuration["KWS_DATA"] ?? Path.GetFullPath("../../shared/data", builder.AppHostDirectory))
        .WaitFor(visionInference)
        .WaitFor(tts)
        .ExcludeFromManifest();
}

builder.Build().Run();
