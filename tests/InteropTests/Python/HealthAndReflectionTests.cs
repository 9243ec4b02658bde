using Kws.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Kws.InteropTests.Python;

public class HealthAndReflectionTests
{
    [SkippableFact]
    public async Task PythonClient_AnyService_SeesHealthAndServices()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync().WithTimeout();

        var output = await PythonProgram.RunAsync("health_and_reflection.py", new Uri(app.Urls.Single()).Authority);
        Assert.Contains("v1 grpc.health.v1.Health", output, StringComparison.Ordinal);
        Assert.Contains("v1alpha grpc.health.v1.Health", output, StringComparison.Ordinal);
    }
}
