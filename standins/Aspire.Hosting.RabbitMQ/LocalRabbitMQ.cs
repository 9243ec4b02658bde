using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.RabbitMQ;

/// <summary>
/// Runs the installed rabbitmq-server as a private node: on loopback only, with an Erlang port mapper of
/// its own, and with configuration, data and cookie in its own folder, so that it neither meets nor
/// disturbs a node that the system runs.
/// </summary>
internal sealed class LocalRabbitMQ(RabbitMQServerResource broker) : ILocalServer
{
    public const string UserVariable = "RABBITMQ_DEFAULT_USER";
    public const string PasswordVariable = "RABBITMQ_DEFAULT_PASS";

    // Debian's command on PATH changes user and folder; the script behind it does not.
    private static readonly string[] Folders = ["/usr/lib/rabbitmq/bin", "/usr/local/sbin", "/opt/homebrew/sbin"];

    public string DisplayName => "RabbitMQ";

    public string Program => "rabbitmq-server";

    public string InstallAdvice => "install the package rabbitmq-server";

    public bool IsInstalled => Script is not null;

    private static string? Script => Folders.Select(folder => ExecutablePath.Find(Path.Combine(folder, "rabbitmq-server"))).FirstOrDefault(path => path is not null)
        ?? ExecutablePath.Find("rabbitmq-server");

    public async Task<LaunchSpec> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        string folder = context.DataFolder;
        IReadOnlyDictionary<string, string> given = context.Environment.Variables;
        await WritePrivateAsync(Path.Combine(folder, "definitions.json"), Definitions(given[UserVariable], given[PasswordVariable]), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), Configuration(folder), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), ManagementPort is null ? "[].\n" : "[rabbitmq_management].\n", cancellationToken).ConfigureAwait(false);
        return new LaunchSpec(Script!, [], folder) { Environment = Environment(folder) };
    }

    private int? ManagementPort => broker.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => endpoint.Name == RabbitMQServerResource.ManagementEndpointName)?.Port;

    private string Configuration(string folder)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{broker.PrimaryEndpoint.Port}\n");
        if (Socket6)
            text.Append(CultureInfo.InvariantCulture, $"listeners.tcp.2 = ::1:{broker.PrimaryEndpoint.Port}\n");
        text.Append("loopback_users = none\n");
        text.Append("log.console = true\nlog.console.level = info\nlog.file = false\n");
        text.Append(CultureInfo.InvariantCulture, $"load_definitions = {Path.Combine(folder, "definitions.json")}\n");
        if (ManagementPort is { } port)
            text.Append(CultureInfo.InvariantCulture, $"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {port}\n");
        return text.ToString();
    }

    private static bool Socket6 => System.Net.Sockets.Socket.OSSupportsIPv6;

    private static Dictionary<string, string> Environment(string folder) => new()
    {
        ["HOME"] = folder,
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(folder, "advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
        // The data's folder is named after the node: the name stays the same while the data does.
        ["RABBITMQ_NODENAME"] = $"apphost-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12]}@localhost",
        ["RABBITMQ_DIST_PORT"] = FreePorts.Next().ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_PORT"] = FreePorts.Next().ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        // Idle schedulers of a development broker should sleep, not spin.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
    };

    private static string Definitions(string user, string password) => JsonSerializer.Serialize(new
    {
        vhosts = new[] { new { name = "/" } },
        users = new[] { new { name = user, password, tags = "administrator" } },
        permissions = new[] { new { user, vhost = "/", configure = ".*", write = ".*", read = ".*" } },
    });

    private static async Task WritePrivateAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
    }
}
