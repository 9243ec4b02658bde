using Kws.Database;
using Kws.Gateway.Identity.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace Kws.Gateway.Identity.Keys;

/// <summary>Registers the keys that sign, and those that protect what is stored.</summary>
internal static class KeysServiceCollectionExtensions
{
    private const string Application = "kws-gateway";

    public static IServiceCollection AddIdentityKeys(this IServiceCollection services, bool inDatabase)
    {
        services.AddDataProtection().SetApplicationName(Application);
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider>((keys, provider) =>
            keys.XmlRepository = RepositoryOf(provider, inDatabase));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IssuerKeys>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(
            provider => provider.GetRequiredService<IssuerKeys>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(
            provider => provider.GetRequiredService<IssuerKeys>());
        return services;
    }

    private static IXmlRepository RepositoryOf(IServiceProvider provider, bool inDatabase)
    {
        var settings = provider.GetRequiredService<IOptions<IdentityOptions>>().Value;
        if (inDatabase && settings.KeyFolder is not { Length: > 0 })
            return new StoredProtectionKeys(provider.GetRequiredService<IDatabases<GatewayDatabase>>());
        var folder = settings.KeyFolder is { Length: > 0 } told ? told : $"{settings.FilePath}-keys";
        return new FileSystemXmlRepository(OwnFolder(folder), provider.GetRequiredService<ILoggerFactory>());
    }

    // For its owner alone.
    private static DirectoryInfo OwnFolder(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(
            path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
