namespace Kws.TestSupport;

/// <summary>Bounds every await of a test, so that a hang fails with the line that hung.</summary>
public static class TaskTimeoutExtensions
{
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    /// <summary>The task's result, or a <see cref="TimeoutException"/> after 60 s or
    /// <paramref name="timeout"/>.</summary>
    public static Task<T> WithTimeout<T>(this Task<T> task, TimeSpan? timeout = null) =>
        task.WaitAsync(timeout ?? Default);

    /// <inheritdoc cref="WithTimeout{T}(Task{T}, TimeSpan?)"/>
    public static Task WithTimeout(this Task task, TimeSpan? timeout = null) => task.WaitAsync(timeout ?? Default);

    /// <inheritdoc cref="WithTimeout{T}(Task{T}, TimeSpan?)"/>
    public static Task<T> WithTimeout<T>(this ValueTask<T> task, TimeSpan? timeout = null) =>
        task.AsTask().WithTimeout(timeout);

    /// <inheritdoc cref="WithTimeout{T}(Task{T}, TimeSpan?)"/>
    public static Task WithTimeout(this ValueTask task, TimeSpan? timeout = null) => task.AsTask().WithTimeout(timeout);
}
