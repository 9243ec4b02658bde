using Microsoft.AspNetCore.Http.Extensions;

namespace Kws.Dashboard.Pages;

internal static class PageAddress
{
    /// <summary>A path with the parts of the query that are not null or empty.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var builder = new QueryBuilder();
        foreach ((string name, string? value) in query)
            if (!string.IsNullOrEmpty(value))
                builder.Add(name, value);
        return path + builder.ToQueryString();
    }
}
