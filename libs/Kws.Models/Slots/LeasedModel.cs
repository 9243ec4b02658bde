namespace Kws.Models;

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
