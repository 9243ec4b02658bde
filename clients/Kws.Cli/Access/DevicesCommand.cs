using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Access;

/// <summary><c>kws devices</c>: which devices get tokens.</summary>
internal static class DevicesCommand
{
    private const string Path = "/v1/devices";

    public static Command Create(CliContext context) => new("devices", "Add devices, list and revoke them")
    {
        Add(context),
        List(context),
        Revoke(context),
    };

    private static Command Add(CliContext context)
    {
        var (gateway, json) = (ServerAddress.OfGateway(), CommonOptions.Json());
        var name = Name();
        var scopes = ScopesOption.Create("What it may do");
        var command = new Command("add", "Add a device and print its secret, once")
        {
            name, scopes, json, gateway.Option,
        };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var device = await new GatewayClient(gateway.Resolve(parsed, context), context).PostAsync<AddedDevice>(Path,
                new { Name = parsed.GetValue(name), Scopes = ScopesOption.Split(parsed.GetRequiredValue(scopes)) },
                cancellationToken);
            Report.OfDocument(device)
                .Add(new ResultTable("", "~").Row("device", device.ClientId)
                    .Row("scopes", string.Join(' ', device.Scopes)).Row("issuer", device.Authority)
                    .Row("secret", device.ClientSecret))
                .Add("The secret is shown this once. With --json it is a file for --token-file.")
                .WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }

    private static Command List(CliContext context)
    {
        var (gateway, json) = (ServerAddress.OfGateway(), CommonOptions.Json());
        var command = new Command("list", "All devices, revoked ones too") { json, gateway.Option };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var devices = await new GatewayClient(gateway.Resolve(parsed, context), context)
                .GetAsync<KnownDevice[]>(Path, cancellationToken);
            var table = new ResultTable("device", "~scopes", "added", "last seen", "revoked");
            foreach (var device in devices)
                table.Row(device.Name, string.Join(' ', device.Scopes), Time(device.CreatedAt),
                    Time(device.LastSeenAt), Time(device.RevokedAt));
            Report.OfDocument(devices).Add(table).WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }

    private static Command Revoke(CliContext context)
    {
        var gateway = ServerAddress.OfGateway();
        var name = Name();
        var command = new Command("revoke", "Take a device's rights back; what it has open ends")
        {
            name, gateway.Option,
        };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            await new GatewayClient(gateway.Resolve(parsed, context), context)
                .DeleteAsync(Path, parsed.GetRequiredValue(name), cancellationToken);
            await context.Out.WriteLineAsync($"{parsed.GetValue(name)} is revoked");
        });
        return command;
    }

    internal static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString(
        "yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static Argument<string> Name() => new("NAME") { Description = "The device's name, its device_id" };

    private sealed record AddedDevice(
        string Authority, string ClientId, string ClientSecret, IReadOnlyList<string> Scopes);

    private sealed record KnownDevice(string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt,
        DateTimeOffset? LastSeenAt = null, DateTimeOffset? RevokedAt = null);
}
