namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Keeps several values from being released while native code uses them.</summary>
internal readonly ref struct BorrowedHandles : IDisposable
{
    private readonly OrtValueHandle[] _held;

    /// <exception cref="ObjectDisposedException">A value is disposed.</exception>
    public BorrowedHandles(IReadOnlyCollection<OrtValue> values)
    {
        _held = new OrtValueHandle[values.Count];
        Pointers = new nint[values.Count];
        int held = 0;
        try
        {
            foreach (OrtValue value in values)
            {
                bool added = false;
                value.Handle.DangerousAddRef(ref added);
                Pointers[held] = value.Handle.DangerousGetHandle();
                _held[held++] = value.Handle;
            }
        }
        catch
        {
            Release(_held.AsSpan(0, held));
            throw;
        }
    }

    public nint[] Pointers { get; }

    public void Dispose() => Release(_held);

    private static void Release(ReadOnlySpan<OrtValueHandle> handles)
    {
        foreach (OrtValueHandle handle in handles)
            handle.DangerousRelease();
    }
}
