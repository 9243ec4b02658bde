namespace AudioInference.Models;

/// <summary>Is told what becomes of keyword models in this process. Called while a model is exchanged: it must return at once.</summary>
public interface IModelListener
{
    /// <summary>The model is used from now on.</summary>
    void Activated(string name, string version);

    /// <param name="folder">The package's; null: there was none.</param>
    /// <param name="reason">For people.</param>
    void Rejected(string? folder, string reason);
}
