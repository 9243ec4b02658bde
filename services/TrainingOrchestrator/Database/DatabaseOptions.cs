using Kws.Database;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>Section <c>Database</c>. Connection string <c>training</c> names a PostgreSQL database; without it the
/// tables are in a file of SQLite's, for one replica.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Name of the connection string of PostgreSQL.</summary>
    public const string ConnectionName = "training";

    /// <summary>The file used without PostgreSQL, made when it is missing; not set: <c>kws-aspire/training.db</c> in
    /// the folder that the account has for data of programs.</summary>
    public string? File { get; set; }

    /// <summary>Time that the database may be away at the start before the service gives up.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Where the file is.</summary>
    public string Path => File is { Length: > 0 } ? File : OwnData.PathOf("training.db");
}

/// <summary>Finds every fault of <see cref="DatabaseOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>;
