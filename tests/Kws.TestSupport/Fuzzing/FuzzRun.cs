using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Kws.TestSupport.Fuzzing;

/// <summary>
/// Seeds of a fuzz test. A few fixed ones when all tests run; with <c>KWS_FUZZ_SECONDS</c> set, as many more as fit
/// into that time. They begin at <c>KWS_FUZZ_SEED</c> (0).
/// </summary>
public static class FuzzRun
{
    /// <param name="usual">How many when all tests run: so many at least, for a short run to see what a test expects to
    /// see.</param>
    /// <param name="name">Of the test, for what a long run tells.</param>
    public static IEnumerable<int> Seeds(int usual, [CallerMemberName] string name = "")
    {
        var first = Setting("KWS_FUZZ_SEED") ?? 0;
        return Setting("KWS_FUZZ_SECONDS") is { } seconds
            ? Seeds(first, usual, TimeSpan.FromSeconds(seconds), name)
            : Enumerable.Range(first, usual);
    }

    /// <summary>Runs one case of each seed; a fault tells its seed.</summary>
    /// <param name="usual">How many when all tests run.</param>
    /// <param name="longest">After it a case counts as hung.</param>
    /// <param name="test">One case; throws when something is wrong.</param>
    /// <param name="name">Of the test, for what a long run tells.</param>
    public static void ForEach(
        int usual, TimeSpan longest, Action<Random> test, [CallerMemberName] string name = "")
    {
        foreach (var seed in Seeds(usual, name))
        {
            var begun = Stopwatch.GetTimestamp();
            // One that never ends, or ends the process, could not tell its seed any more.
            using var late = new Timer(_ => Console.Error.WriteLine($"{name}: seed {seed} takes long"), null,
                longest, Timeout.InfiniteTimeSpan);
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

    private static IEnumerable<int> Seeds(int first, int least, TimeSpan length, string name)
    {
        var begun = Stopwatch.GetTimestamp();
        var next = first;
        while (next - first < least || Stopwatch.GetElapsedTime(begun) < length)
            yield return next++;
        Console.Error.WriteLine($"{name}: {next - first} cases in {Stopwatch.GetElapsedTime(begun)}, from {first} on");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
