namespace Kws.Dashboard.Resources;

/// <summary>Names whose values are masked even when the AppHost does not say that they are secret.</summary>
public static class SecretNames
{
    private static readonly string[] Parts = ["password", "passwd", "secret", "token", "apikey", "api_key", "connectionstring", "credential", "private_key", "otlp_headers"];

    public static bool Matches(string name) => Parts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
