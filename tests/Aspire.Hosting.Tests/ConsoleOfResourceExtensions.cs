using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using LogLine = Aspire.Hosting.ApplicationModel.LogLine;

namespace Aspire.Hosting.Tests;

internal static class ConsoleOfResourceExtensions
{
    /// <summary>The first console line of a resource that contains the text, also if it is still to come.</summary>
    public static async Task<LogLine> LineAsync(this DistributedApplication app, string resource, string part)
    {
        ResourceEvent known = await app.ResourceNotifications.WaitForResourceAsync(resource, _ => true).WithTimeout();
        var logs = app.Services.GetRequiredService<ResourceLoggerService>();
        return await FindAsync(logs, known.ResourceId, part).WithTimeout();
    }

    private static async Task<LogLine> FindAsync(ResourceLoggerService logs, string resourceId, string part)
    {
        await foreach (IReadOnlyList<LogLine> lines in logs.WatchAsync(resourceId))
            foreach (LogLine line in lines)
                if (line.Content.Contains(part, StringComparison.Ordinal))
                    return line;
        throw new InvalidOperationException("the log ended");
    }
}
