namespace Kws.Models;

/// <summary>A model that a <see cref="ModelHost{TModel}"/> keeps in service.</summary>
public interface IHostedModel : IDisposable
{
    /// <summary>What its package says of itself.</summary>
    ModelManifest Manifest { get; }
}
