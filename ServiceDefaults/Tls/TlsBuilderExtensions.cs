using Kws.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kws.ServiceDefaults.Tls;

internal static class TlsBuilderExtensions
{
    /// <summary>The certificates of all https addresses; connections that are open keep the one that they began
    /// with.</summary>
    public static void AddTls<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSettings<TlsOptions, TlsOptionsValidator>(TlsOptions.Section);
        builder.Services.AddSingleton<ServerCertificates>();
        builder.Services.AddSingleton<DeviceCertificates>();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>((web, services) =>
            web.ConfigureHttpsDefaults(https => Configure(https, services)));
    }

    private static void Configure(HttpsConnectionAdapterOptions https, IServiceProvider services)
    {
        var server = services.GetRequiredService<ServerCertificates>();
        if (server.Current is not null)
        {
            https.ServerCertificateSelector = (_, _) => server.Current.TargetCertificate;
            // With the certificates between it and its root, which a certificate alone does not bring along.
            https.OnAuthenticate = (_, tls) =>
            {
                tls.ServerCertificateSelectionCallback = null;
                tls.ServerCertificateContext = server.Current;
            };
        }
        var devices = services.GetRequiredService<DeviceCertificates>();
        if (!devices.AreAskedFor)
            return;
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => devices.IsSigned(certificate);
    }
}
