using Microsoft.Data.Sqlite;

namespace Kws.Database;

/// <summary>How the file of SQLite's is opened.</summary>
public static class SqliteFile
{
    // Writers wait for one another so many seconds.
    private const int BusySeconds = 30;

    /// <summary>Makes the folder too; the file itself is made by the first migration.</summary>
    public static string ConnectionString(string file)
    {
        var path = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new SqliteConnectionStringBuilder
        {
            DataSource = path,
            DefaultTimeout = BusySeconds,
            ForeignKeys = true,
        }.ConnectionString;
    }
}
