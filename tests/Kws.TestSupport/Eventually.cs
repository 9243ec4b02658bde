namespace Kws.TestSupport;

/// <summary>Waits for what happens soon on another thread or in another process.</summary>
public static class Eventually
{
    private const int MostTries = 3000;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when the condition holds; fails after a minute.</summary>
    /// <param name="condition">Looked at every 20 ms.</param>
    /// <param name="what">What the failure says did not come about.</param>
    public static Task BeAsync(Func<bool> condition, string what = "the condition") =>
        BeAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="BeAsync(Func{bool}, string)"/>
    public static async Task BeAsync(Func<Task<bool>> condition, string what = "the condition")
    {
        for (var tries = 0; !await condition().WithTimeout(); tries++)
        {
            Assert.True(tries < MostTries, $"within a minute it did not come about: {what}");
            await Task.Delay(s_pause);
        }
    }
}
