using System.Diagnostics;

namespace Kws.Storage.Tests.S3.Credentials;

/// <summary>A program that stores one object with what keys its environment gives it. The SDK keeps the first keys that
/// it finds for the life of a process, so each way to them takes one of its own.</summary>
internal static class OneObject
{
    private const string Variables = "AWS_";

    public static async Task Main(string[] arguments)
    {
        using var store = new S3ObjectStore(new S3ObjectStoreOptions
        {
            Bucket = StrictS3Server.Bucket,
            Endpoint = new Uri(arguments[0]),
            Region = StrictS3Server.Region,
        });
        await store.PutAsync(new ObjectKey("a"), new MemoryStream([1, 2, 3]));
    }

    /// <summary>Runs the program.</summary>
    /// <param name="endpoint">Where the object goes.</param>
    /// <param name="environment">All of AWS that it has in its environment.</param>
    /// <returns>What it wrote on its standard error: nothing when the object is stored.</returns>
    public static async Task<string> RunAsync(Uri endpoint, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OneObject).Assembly.Location, endpoint.ToString()])
        {
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(Variables, StringComparison.Ordinal))
            .ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync().WithTimeout(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync().WithTimeout();
        return errors;
    }
}
