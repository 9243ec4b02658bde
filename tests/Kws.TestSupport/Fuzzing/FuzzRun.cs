using System.Diagnostics;
using System.Globalization;

namespace Kws.TestSupport.Fuzzing;

/// <summary>
/// Seeds of a fuzz test. A few fixed ones when all tests run; with <c>KWS_FUZZ_SECONDS</c> set, as many as fit into
/// that time, from <c>KWS_FUZZ_SEED</c> (0) on.
/// </summary>
public static class FuzzRun
{
    /// <param name="usual">How many when all tests run.</param>
    public static IEnumerable<int> Seeds(int usual)
    {
        var first = Setting("KWS_FUZZ_SEED") ?? 0;
        if (Setting("KWS_FUZZ_SECONDS") is not { } seconds)
            return Enumerable.Range(first, usual);
        var begun = Stopwatch.GetTimestamp();
        return Enumerable.Range(first, int.MaxValue - first)
            .TakeWhile(_ => Stopwatch.GetElapsedTime(begun).TotalSeconds < seconds);
    }

    /// <summary>Runs one case of each seed; a fault tells its seed.</summary>
    /// <param name="usual">How many when all tests run.</param>
    /// <param name="longest">After it a case counts as hung.</param>
    /// <param name="test">One case; throws when something is wrong.</param>
    public static void ForEach(int usual, TimeSpan longest, Action<Random> test)
    {
        foreach (var seed in Seeds(usual))
        {
            var begun = Stopwatch.GetTimestamp();
            try
            {
                test(new Random(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed} (KWS_FUZZ_SEED={seed}): {e.Message}", e);
            }
            if (Stopwatch.GetElapsedTime(begun) > longest)
                throw new TimeoutException($"seed {seed} took {Stopwatch.GetElapsedTime(begun)}; allowed: {longest}");
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
