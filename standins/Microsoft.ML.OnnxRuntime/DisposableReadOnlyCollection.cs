using System.Collections;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A list whose items are disposed with it.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IReadOnlyList<T>, IDisposable;

internal sealed class DisposableArray<T>(T[] items) : IDisposableReadOnlyCollection<T> where T : IDisposable
{
    public int Count => items.Length;

    public T this[int index] => items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        foreach (T item in items)
            item.Dispose();
    }
}
