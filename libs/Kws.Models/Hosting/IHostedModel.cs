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
    /// <param name="model">What it says of itself.</param>
    /// <param name="package">Where it came from.</param>
    void Activated(ModelManifest model, ModelCandidate package);

    /// <param name="package">What was refused; null: there was none.</param>
    /// <param name="reason">For people.</param>
    void Rejected(ModelCandidate? package, string reason);
}
