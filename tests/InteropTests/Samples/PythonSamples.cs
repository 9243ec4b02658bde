namespace Kws.InteropTests.Samples;

/// <summary>Runs the programs of samples/python as their readers do.</summary>
internal static class PythonSamples
{
    private static readonly string s_folder = Repository.PathOf("samples", "python");

    // Once for all tests: they run at the same time and would write the same files.
    private static readonly Lazy<Task<string>> s_stubs =
        new(() => SystemProgram.RunAsync(Path.Combine(s_folder, "make_stubs.sh"), []));

    /// <summary>What a sample printed, after its stubs were made.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        await s_stubs.Value;
        // The system's Python: the one that Debian's grpcio belongs to.
        return await SystemProgram.RunAsync("/usr/bin/python3", [Path.Combine(s_folder, script), .. arguments]);
    }
}
