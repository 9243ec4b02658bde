namespace Kws.Models;

/// <summary>
/// The model that serves now. It is exchanged while others use it: whoever holds a lease keeps the model
/// it leased, and a model is disposed when it is no longer in the slot and its last lease ended.
/// </summary>
public sealed class ModelSlot<TModel> : IDisposable
    where TModel : class, IDisposable
{
    private readonly SemaphoreSlim _swapping = new(1, 1);
    private readonly Lock _gate = new();
    private LeasedModel<TModel>? _current;
    private bool _disposed;

    /// <summary>An empty slot.</summary>
    public ModelSlot()
    {
    }

    /// <param name="model">The first model; the slot owns it from here on.</param>
    public ModelSlot(TModel model) => _current = new LeasedModel<TModel>(model);

    /// <summary>Whether a lease can be had.</summary>
    public bool HasModel
    {
        get
        {
            lock (_gate)
                return _current is not null;
        }
    }

    /// <summary>Leases the model. Allocates nothing.</summary>
    /// <exception cref="ModelNotLoadedException">The slot is empty.</exception>
    /// <exception cref="ObjectDisposedException">The slot is disposed.</exception>
    public ModelLease<TModel> Acquire()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_current is null)
                throw new ModelNotLoadedException();
            return _current.Lease();
        }
    }

    /// <summary>Leases the model if there is one. Allocates nothing.</summary>
    public bool TryAcquire(out ModelLease<TModel> lease)
    {
        lock (_gate)
        {
            lease = _current?.Lease() ?? default;
            return _current is not null;
        }
    }

    /// <summary>Empties the slot until the next swap; leases in use stay valid.</summary>
    public void Clear()
    {
        LeasedModel<TModel>? last;
        lock (_gate)
            (last, _current) = (_current, null);
        last?.Release();
    }

    /// <summary>
    /// Loads a model and puts it in place of the present one, which serves until then. Swaps come one
    /// after the other. When loading fails the present model stays, and the failure is thrown.
    /// </summary>
    /// <param name="load">Loads and warms up; runs on a pool thread. The slot owns the result.</param>
    /// <param name="cancellationToken">Stops the wait for other swaps and, where <paramref name="load"/> heeds it, the
    /// load.</param>
    /// <exception cref="InvalidModelPackageException">The package is bad.</exception>
    /// <exception cref="ObjectDisposedException">The slot is disposed.</exception>
    public async Task SwapAsync(Func<CancellationToken, TModel> load, CancellationToken cancellationToken = default)
    {
        await _swapping.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var model = await Task.Run(() => load(cancellationToken), cancellationToken).ConfigureAwait(false);
            Replace(model);
        }
        finally
        {
            _swapping.Release();
        }
    }

    /// <summary>Empties the slot for good; leases in use stay valid.</summary>
    public void Dispose()
    {
        LeasedModel<TModel>? last;
        lock (_gate)
        {
            _disposed = true;
            last = _current;
            _current = null;
        }
        last?.Release();
    }

    private void Replace(TModel model)
    {
        LeasedModel<TModel>? old;
        lock (_gate)
        {
            if (_disposed)
            {
                model.Dispose();
                throw new ObjectDisposedException(nameof(ModelSlot<TModel>));
            }
            old = _current;
            _current = new LeasedModel<TModel>(model);
        }
        old?.Release();
    }
}

/// <summary>No model serves yet. Services answer with UNAVAILABLE.</summary>
public sealed class ModelNotLoadedException() : InvalidOperationException("no model is loaded yet");
