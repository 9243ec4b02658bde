using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Access;

/// <summary><c>kws people</c>: who may log in.</summary>
internal static class PeopleCommand
{
    private const string Path = "/v1/people";

    public static Command Create(CliContext context) => new("people", "Invite people, list and remove them")
    {
        Invite(context),
        List(context),
        Remove(context),
    };

    private static Command Invite(CliContext context)
    {
        var (gateway, json) = (ServerAddress.OfGateway(), CommonOptions.Json());
        var scopes = ScopesOption.Create("What the person may do");
        var command = new Command("invite", "Make a link with which a person chooses name and password, once")
        {
            scopes, json, gateway.Option,
        };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var invitation = await new GatewayClient(gateway.Resolve(parsed, context), context)
                .PostAsync<Invitation>(Path, new { Scopes = ScopesOption.Split(parsed.GetRequiredValue(scopes)) },
                    cancellationToken);
            Report.OfDocument(invitation).Add(invitation.Link)
                .Add($"Good once, until {DevicesCommand.Time(invitation.ExpiresAt)}.")
                .WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }

    private static Command List(CliContext context)
    {
        var (gateway, json) = (ServerAddress.OfGateway(), CommonOptions.Json());
        var command = new Command("list", "All people") { json, gateway.Option };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var people = await new GatewayClient(gateway.Resolve(parsed, context), context)
                .GetAsync<KnownPerson[]>(Path, cancellationToken);
            var table = new ResultTable("person", "~scopes", "since", "locked out until");
            foreach (var person in people)
                table.Row(person.Name, string.Join(' ', person.Scopes), DevicesCommand.Time(person.CreatedAt),
                    DevicesCommand.Time(person.LockedUntil));
            Report.OfDocument(people).Add(table).WriteTo(context, parsed.GetValue(json));
        });
        return command;
    }

    private static Command Remove(CliContext context)
    {
        var gateway = ServerAddress.OfGateway();
        var name = new Argument<string>("NAME") { Description = "The person's name" };
        var command = new Command("remove", "Remove a person; what the person has open ends") { name, gateway.Option };
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            await new GatewayClient(gateway.Resolve(parsed, context), context)
                .DeleteAsync(Path, parsed.GetRequiredValue(name), cancellationToken);
            await context.Out.WriteLineAsync($"{parsed.GetValue(name)} is removed");
        });
        return command;
    }

    private sealed record Invitation(string Link, DateTimeOffset ExpiresAt);

    private sealed record KnownPerson(
        string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LockedUntil = null);
}
