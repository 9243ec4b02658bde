using Kws.ServiceDefaults;
using Microsoft.Extensions.Hosting;

namespace Kws.InteropTests.Python;

public class HealthAndReflectionTests
{
    [SkippableFact]
    public async Task PythonClient_AnyService_SeesHealthAndServices()
    {
        await using var host =
            await KestrelHost.StartAsync(
                builder =>
                {
                    builder.Environment.EnvironmentName = Environments.Development;
                    builder.AddServiceDefaults();
                },
                app => app.MapServiceDefaults());

        var output = await PythonProgram.RunAsync("health_and_reflection.py", new Uri(host.Address).Authority);
        Assert.Contains("v1 grpc.health.v1.Health", output, StringComparison.Ordinal);
        Assert.Contains("v1alpha grpc.health.v1.Health", output, StringComparison.Ordinal);
    }
}
