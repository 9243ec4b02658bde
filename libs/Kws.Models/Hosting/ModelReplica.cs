namespace Kws.Models;

/// <summary>Names this process among all that serve models.</summary>
/// <param name="Service">Such as "audioinference".</param>
/// <param name="Instance">Another one for each process.</param>
public sealed record ModelReplica(string Service, string Instance)
{
    private const int HostLength = 40;

    /// <summary>A process of this machine: the machine's name says where to look.</summary>
    public static ModelReplica OfThisProcess(string service)
    {
        var host = string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'));
        return new ModelReplica(
            service, $"{host[..Math.Min(host.Length, HostLength)]}-{Guid.NewGuid().ToString("N")[..12]}");
    }
}
