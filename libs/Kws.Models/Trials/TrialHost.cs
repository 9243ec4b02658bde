using Kws.Contracts.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>Holds the model that listens beside the one that serves, as long as the registry wants one.</summary>
/// <remarks>Nothing here concerns devices: what cannot be fetched or loaded, and a registry that is away, cost the
/// trial figures alone.</remarks>
public sealed class TrialHost<TModel> : BackgroundService
    where TModel : class, IHostedModel
{
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(3);

    private readonly TrialParts<TModel> _parts;
    private readonly ModelReplica _replica;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ModelSlot<TrialModel<TModel>> _slot = new();
    private TrialOrder? _order;
    private string _refusal = "";
    private string _hindrance = "";
    private bool _isAway;

    internal TrialHost(
        TrialParts<TModel> parts, ModelReplica replica, TimeProvider timeProvider, ILogger<TrialHost<TModel>> logger) =>
        (_parts, _replica, _timeProvider, _logger) = (parts, replica, timeProvider, logger);

    /// <summary>Leases the listener for one batch. Allocates nothing.</summary>
    /// <returns>False: no model listens.</returns>
    public bool TryAcquire(out ModelLease<TrialModel<TModel>> lease) => _slot.TryAcquire(out lease);

    /// <summary>Gives the listener up: it failed in use. The registry is told.</summary>
    public void Refuse(string trialId, string reason)
    {
        if (_order?.TrialId != trialId || _refusal.Length > 0)
            return;
        _refusal = reason;
        TrialLog.Refused(_logger, trialId, reason);
        _slot.Clear();
    }

    /// <summary>Tells what was heard until the end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_order is not null)
            await AskAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void Dispose()
    {
        base.Dispose();
        _slot.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_parts.Registry is not null && !stoppingToken.IsCancellationRequested)
        {
            await FollowAsync(stoppingToken).ConfigureAwait(false);
            await Task.Delay(_parts.Watch, _timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var (isAnswered, order) = await AskAsync(stoppingToken).ConfigureAwait(false);
        if (!isAnswered)
            return;
        if (order != _order)
        {
            (_order, _refusal, _hindrance) = (order, "", "");
            _slot.Clear();
            TrialLog.Follows(_logger, order?.TrialId ?? "(none)", order?.Listener.Name ?? "",
                order?.Listener.Version ?? "");
        }

        if (order is not null && _refusal.Length == 0 && !_slot.HasModel)
            await LoadAsync(order, stoppingToken).ConfigureAwait(false);
    }

    private async Task<(bool IsAnswered, TrialOrder? Order)> AskAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_answerLimit, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            var order = await _parts.Registry!.FollowAsync(Report(), either.Token).ConfigureAwait(false);
            _isAway = false;
            return (true, order);
        }
        catch (Exception e)
        {
            // Told once: it may be away for days, and the next report has the sums of this one.
            if (!_isAway && !stop.IsCancellationRequested)
                TrialLog.Away(_logger, e.Message);
            _isAway = true;
            return (false, null);
        }
    }

    private TrialReport Report() => new(_parts.Task.ToName(), _replica.Service, _replica.Instance)
    {
        TrialId = _order?.TrialId ?? "",
        Sums = _order is null ? null : _parts.SumsOf(_order.TrialId),
        Refusal = _refusal,
        Hindrance = _hindrance,
    };

    private async Task LoadAsync(TrialOrder order, CancellationToken stoppingToken)
    {
        string folder;
        try
        {
            folder = await _parts.Cache.BringAsync(order.Listener, stoppingToken).ConfigureAwait(false);
            _hindrance = "";
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            if (_hindrance != e.Message)
                RegistryLog.NotFetched(_logger, order.Listener.PackageKey, e.Message);
            _hindrance = e.Message;
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            await _slot.SwapAsync(
                _ => new TrialModel<TModel>(order, _parts.Loader.Load(folder)), stoppingToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            Refuse(order.TrialId, e.Message);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }
}

/// <summary>A model that listens.</summary>
/// <param name="order">What the registry wants.</param>
/// <param name="model">Its model.</param>
public sealed class TrialModel<TModel>(TrialOrder order, TModel model) : IDisposable
    where TModel : class, IHostedModel
{
    public TrialOrder Order => order;

    public TModel Model => model;

    public void Dispose() => model.Dispose();
}

/// <summary>What a <see cref="TrialHost{TModel}"/> works with.</summary>
/// <param name="Task">What the models are for.</param>
/// <param name="Registry">Who wants trials; null: nobody does.</param>
/// <param name="Cache">Where packages are fetched to.</param>
/// <param name="Loader">Verifies, loads and warms up.</param>
/// <param name="Watch">Time between questions.</param>
/// <param name="SumsOf">What was heard in a trial so far; null: nothing.</param>
internal sealed record TrialParts<TModel>(
    ModelTask Task,
    ITrialRegistry? Registry,
    PackageCache Cache,
    ModelLoader<TModel> Loader,
    TimeSpan Watch,
    Func<string, TrialSums?> SumsOf)
    where TModel : class, IHostedModel;
