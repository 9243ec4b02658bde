namespace Kws.AppHost.LocalServers;

/// <summary>Generated passwords that live and die with the data they open.</summary>
internal static class KeptPassword
{
    /// <summary>
    /// A secret parameter whose value is made once and kept in the state folder. Aspire's own generated passwords go to
    /// the user secrets, and only in the Development environment: a later start would not get into the kept data.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddKeptPassword(
        this IDistributedApplicationBuilder builder,
        string name)
    {
        var state = StateFolder.For(builder);
        // Letters and digits alone: the password stands in connection strings and addresses.
        return builder.AddParameter(name, () =>
            state.GetOrAddSecret(name,
                new GenerateParameterDefault { MinLength = 22, Special = false }.GetDefaultValue), secret: true);
    }
}
