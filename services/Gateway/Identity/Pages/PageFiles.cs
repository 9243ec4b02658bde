namespace Kws.Gateway.Identity.Pages;

/// <summary>What the pages load.</summary>
internal static class PageFiles
{
    private static readonly Dictionary<string, string> s_types = new()
    {
        ["pages.css"] = "text/css; charset=utf-8",
        ["join.js"] = "text/javascript; charset=utf-8",
    };

    public static void MapPageFiles(this IEndpointRouteBuilder pages)
    {
        foreach (var (name, type) in s_types)
        {
            var content = Read(name);
            pages.MapGet($"/connect/{name}", () => Results.Bytes(content, type)).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream($"identity/{name}")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
