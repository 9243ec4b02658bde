namespace Kws.AppHost.LocalServers;

/// <summary>Generated secrets that live and die with the data they open.</summary>
internal static class KeptPassword
{
    /// <summary>
    /// A secret parameter whose value is made once and kept in the state folder. Aspire's own generated passwords go to
    /// the user secrets, and only in the Development environment: a later start would not get into the kept data.
    /// </summary>
    // Letters and digits alone: the password stands in connection strings and addresses.
    public static IResourceBuilder<ParameterResource> AddKeptPassword(
        this IDistributedApplicationBuilder builder, string name) =>
        builder.AddKeptSecret(name,
            new GenerateParameterDefault { MinLength = 22, Special = false }.GetDefaultValue);

    /// <summary>The same of a secret of another form.</summary>
    public static IResourceBuilder<ParameterResource> AddKeptSecret(
        this IDistributedApplicationBuilder builder, string name, Func<string> generate)
    {
        var state = StateFolder.For(builder);
        return builder.AddParameter(name, () => state.GetOrAddSecret(name, generate), secret: true);
    }
}
