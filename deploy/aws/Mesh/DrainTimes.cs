namespace Kws.Aws.Mesh;

/// <summary>How a task ends, in seconds: balancer, service and ECS have to agree.</summary>
internal static class DrainTimes
{
    /// <summary>A stopping service still listens so long and refuses new calls, until proxies know.</summary>
    public const int Announcement = 5;

    /// <summary>Calls in flight get so long, and so does the balancer's deregistration.</summary>
    public const int Calls = 30;

    /// <summary>From SIGTERM to SIGKILL: the above, then recordings and events that wait are brought away.</summary>
    public const int Stop = 60;
}
