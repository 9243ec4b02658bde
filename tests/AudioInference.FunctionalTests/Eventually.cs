namespace Kws.AudioInference.FunctionalTests;

/// <summary>Waits for what happens soon on another thread.</summary>
internal static class Eventually
{
    /// <summary>Returns when the condition holds; fails after a minute.</summary>
    public static async Task BeAsync(Func<bool> condition)
    {
        for (var i = 0; i < 3000 && !condition(); i++)
            await Task.Delay(20);
        Assert.True(condition(), "it did not become true within a minute");
    }
}
