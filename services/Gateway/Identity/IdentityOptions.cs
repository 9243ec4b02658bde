using Kws.Database;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity;

/// <summary>Section <c>Identity</c>: the gateway as the mesh's own OpenID Connect issuer. Connection string
/// <c>gateway</c> names a PostgreSQL database; without it the tables are in a file of SQLite's, for one
/// gateway.</summary>
internal sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>Name of the connection string of PostgreSQL.</summary>
    public const string ConnectionName = "gateway";

    /// <summary>Key of <see cref="Enabled"/>.</summary>
    public const string EnabledKey = $"{Section}:{nameof(Enabled)}";

    /// <summary>Whether this gateway knows people and devices and gives them tokens.</summary>
    public bool Enabled { get; set; }

    /// <summary>What tokens name as their issuer: the gateway's address as others know it. It must not change while
    /// tokens are about.</summary>
    [HttpAddress]
    public string Issuer { get; set; } = "http://localhost:5300/";

    /// <summary>The file used without PostgreSQL, made when it is missing; not set: <c>kws-aspire/gateway.db</c> in the
    /// folder that the account has for data of programs.</summary>
    public string? File { get; set; }

    /// <summary>Folder of the keys that protect what is stored and sent in cookies; several gateways share it. Not set:
    /// with PostgreSQL they are in the database, without it in a folder beside the file.</summary>
    public string? KeyFolder { get; set; }

    /// <summary>Time that the database may be away at the start before the gateway gives up.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an access token is good. A revoked device's is refused before; see
    /// <c>/access/revocations</c>.</summary>
    [TimeRange("00:00:10", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a person who does nothing stays logged in: the life of a refresh token and of the
    /// session's cookie.</summary>
    [TimeRange("00:01:00", "365.00:00:00")]
    public TimeSpan LoginLifetime { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a key signs before the next does. It is published until what it signed is over.</summary>
    [TimeRange("01:00:00", "3650.00:00:00")]
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long the link for the first person, or for an invited one, is good.</summary>
    [TimeRange("00:01:00", "30.00:00:00")]
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Wrong passwords in a row after which a person is locked out.</summary>
    [NumberRange(1, 1_000_000)]
    public int PasswordTries { get; set; } = 5;

    /// <summary>How long a person is locked out.</summary>
    [TimeRange("00:00:01", "1.00:00:00")]
    public TimeSpan LockedFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Requests for logins and tokens that one address may make in a minute; more are answered with
    /// 429.</summary>
    [NumberRange(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 300;

    /// <summary>How long the audit keeps what happened.</summary>
    [TimeRange("1.00:00:00", "3650.00:00:00")]
    public TimeSpan AuditKept { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Where the file is.</summary>
    public string FilePath => File is { Length: > 0 } ? File : OwnData.PathOf("gateway.db");
}

/// <summary>Finds every fault of <see cref="IdentityOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class IdentityOptionsValidator : IValidateOptions<IdentityOptions>;
