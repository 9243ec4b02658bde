using Kws.AppHost;
using Kws.AppHost.Aws;
using Kws.AppHost.LocalServers;
using Kws.AppHost.Supervision;
using Kws.AppHost.Tls;
using Microsoft.Extensions.Configuration;

PlainErrors.Tell();
ProxyBypass.ForThisMachine();
var builder = DistributedApplication.CreateBuilder(args);

// Events between the services. Nobody waits for it: what cannot be published waits in the services' own buffers.
var bus = builder.AddBroker("bus");

// A deployment on AWS whose bucket, voices and training the services take; none unless it is named.
builder.AddAwsStack();

// Data sets, training jobs and the registry of models, which decides what the others serve.
var trainingOrchestrator = builder.AddGrpcService<Projects.TrainingOrchestrator>("trainingorchestrator", port: 5305)
    .WithReference(builder.AddDatabase("postgres", "training"))
    .WithReference(bus)
    .WithObjectStore()
    .WithAwsTraining()
    .WithJobFolder();

// Audio to features.
var featureExtraction = builder.AddGrpcServices<Projects.FeatureExtraction>("featureextraction", port: 5302,
    instances: builder.Configuration.GetValue("FeatureExtraction:Replicas", 2));

// A device's audio to keywords.
var audioInference = builder.AddGrpcService<Projects.AudioInference>("audioinference", port: 5301)
    .OpenToDevices()
    .WithEnvironment("Features__Source", "Remote")
    .WithInstances("featureextraction", featureExtraction)
    .WithRecording()
    .WithModelRegistry(trainingOrchestrator)
    .WithReference(bus);

// Text to speech.
var tts = builder.AddGrpcService<Projects.Tts>("tts", port: 5304)
    .OpenToDevices()
    .WithAwsSpeech()
    .WithReference(bus);

// A camera's frames to signed letters, words and their speech. It reads on while nothing can be spoken.
var visionInference = builder.AddGrpcService<Projects.VisionInference>("visioninference", port: 5303)
    .OpenToDevices()
    .WithReference(tts)
    .WithModelRegistry(trainingOrchestrator)
    .WithReference(bus);

// The front door: HTTP, WebSocket, gRPC and gRPC-Web, Wyoming, and the console.
builder.AddGateway<Projects.Gateway>("gateway", port: 5300, grpcPort: 5310, wyomingPort: 10400)
    .WithReference(audioInference)
    .WithReference(visionInference)
    .WithReference(tts)
    .WithReference(trainingOrchestrator)
    .WithReference(builder.AddDatabase("postgres", "gateway-data"), connectionName: "gateway")
    .WithIdentity()
    .WithInstances("featureextraction", featureExtraction)
    .WithObjectStore();

// Devices that show the mesh at work: one speaks the ten words, one spells words with photos; both tell what came back.
audioInference.WithDemoCommand<Projects.Kws_Cli>();
if (builder.Configuration.GetValue("DemoDevice:Enabled", true) && !builder.KnowsCallers())
{
    builder.AddDevice<Projects.Kws_Cli>("demo-device", "demo", "--repeat")
        .WithEnvironment("KWS_SERVER", audioInference.DeviceEndpoint())
        .WaitFor(audioInference);

    // Without photos it has nothing to show.
    var photos = builder.Configuration["KWS_DATA"] ?? Path.GetFullPath("../../shared/data", builder.AppHostDirectory);
    if (Directory.Exists(photos))
    {
        builder.AddDevice<Projects.Kws_Cli>("signing-device", "sign", "demo", "--repeat")
            .WithEnvironment("KWS_VISION_SERVER", visionInference.DeviceEndpoint())
            .WithEnvironment("KWS_DATA", photos)
            .WaitFor(visionInference)
            .WaitFor(tts);
    }
}

builder.AddDevelopmentTls();
builder.AddSupervision();
var application = builder.Build();
builder.ShowDevelopmentCertificate();
application.Run();
