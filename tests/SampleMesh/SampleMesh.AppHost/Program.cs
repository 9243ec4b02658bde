var builder = DistributedApplication.CreateBuilder(args);

var greeting = builder.AddParameter("greeting", "hello", publishValueAsDefault: true);

var back = builder.AddProject<Projects.SampleMesh_Service>("back")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health")
    .WithReplicas(builder.Configuration["Back:Replicas"] is { } replicas ? int.Parse(replicas) : 1);

builder.AddProject<Projects.SampleMesh_Service>("front")
    .WithHttpEndpoint()
    .WithHttpEndpoint(name: "extra", env: "EXTRA_PORT")
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health")
    .WithEnvironment("GREETING", greeting)
    .WithArgs("--said", "so")
    .WithReference(back)
    .WaitFor(back);

builder.AddExecutable("clock", "sh", ".", "-c", "echo started; exec sleep 1000");

builder.Build().Run();
