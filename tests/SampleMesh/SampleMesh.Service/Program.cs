// A service that tells what it was given, and misbehaves on request.
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
WebApplication app = builder.Build();
bool healthy = true;

app.MapGet("/health", () => healthy ? Results.Ok() : Results.StatusCode(503));
app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? "");
app.MapGet("/arguments", () => args);
app.MapGet("/process", () => Environment.ProcessId);
app.MapPost("/health/{value:bool}", (bool value) => healthy = value);
app.MapPost("/exit/{code:int}", (int code) => Environment.Exit(code));
app.Run();
