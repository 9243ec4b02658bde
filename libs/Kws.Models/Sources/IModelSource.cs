namespace Kws.Models;

/// <summary>Says which model package should serve.</summary>
public interface IModelSource
{
    /// <summary>The folder of the package to use now.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    string Current();

    /// <summary>Completes when <see cref="Current"/> may answer otherwise than it did last.</summary>
    Task ChangedAsync(CancellationToken cancellationToken);
}
