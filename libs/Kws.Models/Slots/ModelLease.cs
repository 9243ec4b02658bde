namespace Kws.Models;

/// <summary>The right to use a model until disposed. Do not copy it: each lease is ended once.</summary>
public struct ModelLease<TModel> : IDisposable
    where TModel : class, IDisposable
{
    private LeasedModel<TModel>? _leased;

    internal ModelLease(LeasedModel<TModel> leased) => _leased = leased;

    /// <summary>The model; not to be disposed by the lease's holder.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public readonly TModel Model => _leased?.Model ?? throw new ObjectDisposedException(nameof(ModelLease<TModel>));

    /// <summary>Ends the lease.</summary>
    public void Dispose()
    {
        _leased?.Release();
        _leased = null;
    }
}

/// <summary>A model and how many hold it: the slot is one, each lease another.</summary>
internal sealed class LeasedModel<TModel>(TModel model)
    where TModel : class, IDisposable
{
    private int _holders = 1;

    public TModel Model => model;

    /// <summary>Only while the caller knows that a holder remains.</summary>
    public ModelLease<TModel> Lease()
    {
        Interlocked.Increment(ref _holders);
        return new ModelLease<TModel>(this);
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            model.Dispose();
    }
}
