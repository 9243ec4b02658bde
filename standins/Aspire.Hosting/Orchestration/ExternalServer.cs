using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Lets a configured connection string take a server's place.</summary>
internal static class ExternalServer
{
    public static IResourceBuilder<T> Redirect<T>(IResourceBuilder<T> server) where T : ContainerResource, IResourceWithConnectionString
    {
        IDistributedApplicationBuilder application = server.ApplicationBuilder;
        string name = server.Resource.Name;
        if (application.ExecutionContext.IsPublishMode || string.IsNullOrEmpty(application.Configuration.GetConnectionString(name)))
            return server;
        var source = new ConnectionStringParameterResource(name, _ => application.Configuration.GetConnectionString(name)!, environmentVariableName: null);
        return server.WithAnnotation(new ExternalServerAnnotation(source));
    }
}
