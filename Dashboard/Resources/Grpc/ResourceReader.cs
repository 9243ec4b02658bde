using Google.Protobuf.WellKnownTypes;
using Kws.Dashboard.V1;

namespace Kws.Dashboard.Resources.Grpc;

/// <summary>Messages of the resource service as the pages' records.</summary>
internal static class ResourceReader
{
    public static ResourceChange Read(ResourcesUpdate update) => new(
        update.KindCase == ResourcesUpdate.KindOneofCase.Snapshot ? [.. update.Snapshot.Resources.Select(Read)] : null,
        update.KindCase == ResourcesUpdate.KindOneofCase.Changed ? Read(update.Changed) : null,
        update.KindCase == ResourcesUpdate.KindOneofCase.Removed ? update.Removed : null,
        update.ApplicationName.Length == 0 ? null : update.ApplicationName);

    public static ConsoleLineView Read(ConsoleLine line) =>
        new(line.Number, Time(line.Time) ?? DateTimeOffset.UnixEpoch, line.Text, line.IsError);

    private static ResourceView Read(Resource resource) => new(
        resource.Name,
        OrElse(resource.DisplayName, resource.Name),
        resource.Kind,
        Known((ResourceState)resource.State),
        resource.StateDetail,
        Known((ResourceHealth)resource.Health),
        [.. resource.HealthReports.Select(report => new HealthReportView(report.Name, Known((ResourceHealth)report.Health), report.Description))],
        [.. resource.Endpoints.Select(endpoint => new EndpointView(endpoint.Name, endpoint.Url, endpoint.IsInternal))],
        [.. resource.Environment.Select(variable => new SettingView(variable.Name, variable.Value, variable.IsSecret || SecretNames.Matches(variable.Name)))],
        [.. resource.Properties.Select(property => new SettingView(property.Name, property.Value, property.IsSecret || SecretNames.Matches(property.Name)))],
        [.. resource.Commands.Select(command => new CommandView(command.Name, OrElse(command.DisplayName, command.Name), command.IsEnabled, command.Confirmation))],
        [.. resource.Relations.Select(relation => new RelationView(relation.ResourceName, relation.Kind))],
        Time(resource.StartedAt),
        Time(resource.StoppedAt),
        resource.HasExitCode ? resource.ExitCode : null,
        resource.HasProcessId ? resource.ProcessId : null,
        resource.Restarts,
        OrElse(resource.OtlpServiceName, OrElse(resource.DisplayName, resource.Name)),
        resource.OtlpInstanceId);

    private static T Known<T>(T value) where T : struct, System.Enum => System.Enum.IsDefined(value) ? value : default;

    private static string OrElse(string text, string otherwise) => text.Length > 0 ? text : otherwise;

    private static DateTimeOffset? Time(Timestamp? time) => time?.ToDateTimeOffset();
}
