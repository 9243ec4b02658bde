using Kws.Gateway.Identity.Database;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Identity.Auditing;

/// <summary>Something that somebody did.</summary>
/// <param name="Position">Rises with time.</param>
/// <param name="At">When.</param>
/// <param name="Action">What, such as <c>DeviceAdded</c>.</param>
/// <param name="Who">A person's or device's name.</param>
/// <param name="Subject">To whom or what; empty: nothing.</param>
/// <param name="Address">From where; empty: unknown.</param>
/// <param name="Outcome"><c>Done</c>, <c>Refused</c> or <c>Unknown</c>.</param>
internal sealed record AuditedAction(
    long Position, DateTimeOffset At, string Action, string Who, string Subject, string Address, string Outcome);

/// <summary>A page of the audit, newest first.</summary>
/// <param name="Entries">At most as many as asked for.</param>
/// <param name="Before">Asks for the next page; null: there is none.</param>
internal sealed record AuditPage(IReadOnlyList<AuditedAction> Entries, long? Before);

/// <summary>Tells who did what.</summary>
internal static class AuditEndpoints
{
    private const int UsualEntries = 100;
    private const int MostEntries = 1000;

    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/v1/audit", ReadAsync).RequireScope(Scopes.Operate)
            .WithName("audit").WithTags("Audit").WithSummary("Who did what, newest first");

    private static async Task<AuditPage> ReadAsync(
        StoredAudit audit, CancellationToken cancellationToken, long? before = null, int limit = UsualEntries)
    {
        if (limit is < 1 or > MostEntries)
            throw new InvalidRequestException("limit", limit, $"1 to {MostEntries}");
        var rows = await audit.ReadAsync(before, limit, cancellationToken);
        return new AuditPage([.. rows.Select(Shown)], rows.Count == limit ? rows[^1].Position : null);
    }

    private static AuditedAction Shown(AuditRow row) => new(row.Position, row.At, row.Action.ToString(), row.Who,
        row.Subject, row.Address, row.Outcome.ToString());
}
