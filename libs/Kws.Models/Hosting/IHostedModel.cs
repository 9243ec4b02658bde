namespace Kws.Models;

/// <summary>A model that a <see cref="ModelHost{TModel}"/> keeps in service.</summary>
public interface IHostedModel : IDisposable
{
    /// <summary>What its package says of itself.</summary>
    ModelManifest Manifest { get; }
}

/// <summary>Is told what becomes of models in this process. Called while a model is exchanged: it must return at
/// once.</summary>
public interface IModelListener
{
    /// <summary>The model is used from now on.</summary>
    void Activated(ModelManifest model);

    /// <param name="folder">The package's; null: there was none.</param>
    /// <param name="reason">For people.</param>
    void Rejected(string? folder, string reason);
}
