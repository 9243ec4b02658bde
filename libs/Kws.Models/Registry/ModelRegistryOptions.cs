using Kws.Settings;

namespace Kws.Models;

/// <summary>Section <c>Models:Registry</c>: whether promotions decide what is served.</summary>
public sealed class ModelRegistryOptions
{
    /// <summary>Address of the training orchestrator, whose promotions are then followed; the packages come from the
    /// object store of section <c>Storage</c>. Not set: the folder of packages decides alone.</summary>
    [HttpAddress(IsOptional = true)]
    public string? Address { get; set; }

    /// <summary>How often it is asked, and told what is served.</summary>
    [TimeRange("00:00:00.1", "00:00:10")]
    public TimeSpan Watch { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Folder of the last packages that were fetched; not set: <c>kws-aspire/models</c> among the user's local
    /// data. Processes may share it.</summary>
    public string? Cache { get; set; }

    /// <summary>The folder of the cache.</summary>
    internal string CacheFolder => string.IsNullOrWhiteSpace(Cache)
        ? Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "kws-aspire", "models")
        : Path.GetFullPath(Cache);
}
