using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Kws.Database;

/// <summary>How SQLite keeps times.</summary>
public static class SqliteTimes
{
    /// <summary>SQLite has no type for times: as text they could not be compared.</summary>
    public static void KeepTimesAsNumbers(this ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
}
