using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.AppHost;

/// <summary>Shows the link with which the first person comes in, which the gateway tells in its log, beside the link to
/// the dashboard.</summary>
internal sealed partial class AdministratorLink(
    DistributedApplicationModel model,
    ResourceNotificationService states,
    ResourceLoggerService logs,
    ILogger<AdministratorLink> logger) : BackgroundService
{
    /// <summary>Of the gateway.</summary>
    public const string Resource = "gateway";

    /// <returns>null: the line holds none.</returns>
    public static string? In(string line) => Link().Match(line) is { Success: true } link ? link.Value : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await states.WaitForResourceAsync(Resource, KnownResourceStates.Running, stoppingToken);
        var gateway = model.Resources.Single(resource => resource.Name == Resource);
        await foreach (var lines in logs.WatchAsync(gateway).WithCancellation(stoppingToken))
        {
            foreach (var line in lines)
            {
                if (In(line.Content) is { } link)
                    Found(logger, link);
            }
        }
    }

    [GeneratedRegex(@"https?://\S+/connect/join#\S+")]
    private static partial Regex Link();

    [LoggerMessage(EventName = "AdministratorLink", Level = LogLevel.Information,
        Message = "Nobody can log in yet; the first one chooses a name and a password at {Link}")]
    private static partial void Found(ILogger logger, string link);
}
