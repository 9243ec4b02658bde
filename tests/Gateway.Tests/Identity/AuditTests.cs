using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Grpc.Core;
using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Upkeep;
using Kws.Gateway.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Identity;

public sealed class AuditTests(SharedPostgres postgres) : IClassFixture<SharedPostgres>
{
    private const int AuditedEvent = 7210;

    [SkippableTheory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Audit_ByPages_TellsWhoDidWhat(string database)
    {
        await using var gateway = await IdentityGateway.StartAsync(
            database == "SQLite" ? null : await postgres.NewDatabaseAsync());
        var operate = await gateway.OperatorTokenAsync();
        await gateway.AddDeviceAsync(operate, "kitchen", "listen");
        await gateway.Host.Services.GetRequiredService<IAuditLog>().WriteAsync(
            new AuditEntry(AuditAction.Promoted, "anna", "small 1.4.0", "127.0.0.1"));
        await gateway.CallAsync(HttpMethod.Delete, "/v1/devices/kitchen", operate);

        var (_, first) = await gateway.CallAsync(HttpMethod.Get, "/v1/audit?limit=3", operate);
        var (_, second) = await gateway.CallAsync(
            HttpMethod.Get, $"/v1/audit?limit=3&before={first.GetProperty("before").GetInt64()}", operate);
        var (wrong, _) = await gateway.CallAsync(HttpMethod.Get, "/v1/audit?limit=0", operate);

        Assert.Equal(
            [
                ("DeviceRevoked", "anna", "kitchen"), ("Promoted", "anna", "small 1.4.0"),
                ("DeviceAdded", "anna", "kitchen"),
            ],
            Entries(first));
        Assert.Equal([("Consent", "anna", "kws-cli"), ("PersonAdded", "anna", "anna")], Entries(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("before").ValueKind);
        Assert.Equal(HttpStatusCode.BadRequest, wrong);
        Assert.Equal(5, gateway.Host.Logs.Lines.Count(line => line.Event.Id == AuditedEvent));
        Assert.All(first.GetProperty("entries").EnumerateArray(), entry =>
            Assert.Equal(("127.0.0.1", "Done"),
                (entry.GetProperty("address").GetString(), entry.GetProperty("outcome").GetString())));
    }

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Upkeep_WhatIsOver_IsDeleted(string database)
    {
        var clock = new Clock();
        await using var gateway = await IdentityGateway.StartAsync(
            database == "SQLite" ? null : await postgres.NewDatabaseAsync(), clock, "--Identity:AuditKept=2.00:00:00");
        var operate = await gateway.OperatorTokenAsync();
        var secret = await gateway.AddDeviceAsync(operate, "kitchen", "operate");
        await gateway.AddDeviceAsync(operate, "hall", "listen");
        await gateway.CallAsync(HttpMethod.Delete, "/v1/devices/hall", operate);
        clock.Advance(TimeSpan.FromDays(30));

        await gateway.Host.Services.GetRequiredService<IdentityUpkeep>().PruneAsync(default).WithTimeout();

        var (_, given) = await gateway.DeviceTokenAsync("kitchen", secret);
        var (_, audit) = await gateway.CallAsync(
            HttpMethod.Get, "/v1/audit", IdentityGateway.AccessTokenOf(given));
        Assert.Empty(Entries(audit));
        var pruned = gateway.Host.Logs.Lines.Single(line => line.Event.Id == 7204);
        Assert.Matches("^[1-9][0-9]* tokens and 5 entries", pruned.Message);
        await Eventually.BeAsync(async () => (await gateway.CallAsync(HttpMethod.Get, "/access/revocations", null))
            .Answer.GetProperty("revoked").GetArrayLength() == 0, "the revocation is over");
    }

    [Fact]
    public async Task Audit_WithoutIdentity_IsLogLines()
    {
        await using var gateway = await GatewayHost.StartAsync();

        await gateway.Services.GetRequiredService<IAuditLog>().WriteAsync(
            new AuditEntry(AuditAction.RolledBack, "anyone", "small", ""));
        using var none = await gateway.Http.GetAsync("/v1/audit").WithTimeout();

        Assert.Contains(gateway.Logs.Lines, line => line.Event.Id == AuditedEvent
            && line.Message == "Audit: RolledBack small by anyone from : Done");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData(StatusCode.OK, "Promoted words by anna: Done")]
    [InlineData(StatusCode.PermissionDenied, "Promoted words by anna: Refused")]
    [InlineData(StatusCode.Unavailable, null)]
    public async Task Audit_OfACall_TellsHowItWent(StatusCode status, string? told)
    {
        await using var gateway = await GatewayHost.StartAsync();
        var caller = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "anna")], "test"));
        var audit = gateway.Services.GetRequiredService<IAuditLog>();

        var call = audit.DoAsync(caller, AuditAction.Promoted, "words", () => status == StatusCode.OK
            ? Task.FromResult(1)
            : Task.FromException<int>(new RpcException(new Status(status, "no"))));

        if (status == StatusCode.OK)
            Assert.Equal(1, await call.WithTimeout());
        else
            Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(() => call.WithTimeout())).StatusCode);
        var lines = gateway.Logs.Lines.Where(line => line.Event.Id == AuditedEvent).Select(line => line.Message
            .Replace("Audit: ", "", StringComparison.Ordinal).Replace(" from ", "", StringComparison.Ordinal));
        Assert.Equal(told is null ? [] : [told], lines);
    }

    private static IEnumerable<(string, string, string)> Entries(JsonElement page) =>
        page.GetProperty("entries").EnumerateArray().Select(entry => (entry.GetProperty("action").GetString()!,
            entry.GetProperty("who").GetString()!, entry.GetProperty("subject").GetString()!));
}
