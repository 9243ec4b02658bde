namespace Kws.ServiceDefaults.WarmingUp;

/// <summary>
/// Does once, on made-up data, what the first caller will ask for, so that none waits for code to be compiled and
/// connections to be made.
/// </summary>
/// <remarks>It tells no events. What it measures goes to an <see cref="UnheardMeterFactory"/>.</remarks>
public interface IWarmUp
{
    /// <param name="cancellationToken">Signalled when the time for it is over, or the service stops.</param>
    Task RunAsync(CancellationToken cancellationToken);
}
