namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which checks stand behind which service name.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>"" (the whole server) stands for all checks unless mapped again.</summary>
    public ServiceMappingCollection Services { get; } = new();

    /// <summary>True: Check answers with the last published result instead of running the checks.</summary>
    public bool UseHealthChecksCache { get; set; }

    /// <summary>True: watchers stay connected while the server stops; false: they end with NOT_SERVING.</summary>
    public bool SuppressCompletionOnShutdown { get; set; }
}

/// <summary>Service names with the checks that count for them.</summary>
public sealed class ServiceMappingCollection
{
    private readonly Dictionary<string, Func<HealthCheckMapContext, bool>> _mappings = new() { [""] = _ => true };

    internal IReadOnlyDictionary<string, Func<HealthCheckMapContext, bool>> All => _mappings;

    public void Map(string name, Func<HealthCheckMapContext, bool> predicate) => _mappings[name] = predicate;

    public void Clear() => _mappings.Clear();
}

/// <summary>One check, as a mapping sees it.</summary>
public sealed class HealthCheckMapContext(string name, IEnumerable<string> tags)
{
    public string Name { get; } = name;

    public IEnumerable<string> Tags { get; } = tags;
}
