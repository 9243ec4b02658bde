using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Models;

/// <summary>Where a service's model comes from. Section <c>Models</c>; which one, by task, is the service's own part of
/// it.</summary>
public abstract class ModelHostOptions
{
    /// <summary>Folder of model packages; not set: the nearest folder named <c>models</c> at or above the
    /// program's.</summary>
    [ExistingFolder]
    public string? Root { get; set; }

    /// <summary>How often the folder is looked at for a newer version, which is taken while the service runs; 0:
    /// never.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan Watch { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time in which a package must be loaded, checked and warmed up; one that takes longer is given
    /// up.</summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan LoadLimit { get; set; } = TimeSpan.FromSeconds(60);

    [ValidateObjectMembers]
    public ModelRegistryOptions Registry { get; set; } = new();

    /// <summary>The model that is asked for.</summary>
    public abstract ModelChoice Choice { get; }
}
