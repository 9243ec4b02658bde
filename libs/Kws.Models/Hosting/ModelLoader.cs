namespace Kws.Models;

/// <summary>Loads packages, each within a time.</summary>
/// <param name="load">Verifies and loads a package's folder, and warms the model up.</param>
/// <param name="limit">After it a load is given up: a graph may never answer.</param>
internal sealed class ModelLoader<TModel>(Func<string, TModel> load, TimeSpan limit)
    where TModel : class, IHostedModel
{
    /// <summary>Loads a package on a thread of its own.</summary>
    /// <exception cref="InvalidModelPackageException">It is faulty, or took too long; then its thread is left
    /// alone.</exception>
    public TModel Load(string folder)
    {
        var loading = Task.Factory.StartNew(
            () => load(folder), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // By the machine's clock: what is limited is its processors' work.
        if (!((IAsyncResult)loading).AsyncWaitHandle.WaitOne(limit))
        {
            _ = DropAsync(loading);
            throw new InvalidModelPackageException(folder,
                [$"the model was not ready after {limit.TotalSeconds:0.#} s; expected one that loads and answers"]);
        }
        return loading.GetAwaiter().GetResult();
    }

    private static async Task DropAsync(Task<TModel> late)
    {
        await ((Task)late).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (late.IsCompletedSuccessfully)
            (await late.ConfigureAwait(false)).Dispose();
    }
}

/// <summary>The active model changed between the preparation of an input and its batch: prepare it anew.</summary>
public sealed class ModelChangedException() : Exception("the model was exchanged; prepare the input for the new one");
