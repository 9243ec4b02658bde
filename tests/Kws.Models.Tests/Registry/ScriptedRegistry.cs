using System.Threading.Channels;
using Kws.Contracts.Registry;

namespace Kws.Models.Tests.Registry;

/// <summary>A registry that answers what a test says.</summary>
internal sealed class ScriptedRegistry : IModelRegistry
{
    private readonly Lock _gate = new();
    private readonly List<ModelReport> _reports = [];
    private readonly Channel<bool> _orders = Channel.CreateUnbounded<bool>();

    /// <summary>What it answers; throws where it is away.</summary>
    public Func<CancellationToken, Task<WantedModel?>> Answer { get; set; } = _ => Task.FromResult<WantedModel?>(null);

    public ModelReport[] Reports
    {
        get
        {
            lock (_gate)
                return [.. _reports];
        }
    }

    public ModelReport Last => Reports.LastOrDefault() ?? new ModelReport("", "", "");

    public void Want(WantedModel? wanted) => Answer = _ => Task.FromResult(wanted);

    public void Order() => _orders.Writer.TryWrite(true);

    public Task<WantedModel?> AskAsync(ModelReport report, CancellationToken cancellationToken)
    {
        lock (_gate)
            _reports.Add(report);
        return Answer(cancellationToken);
    }

    public async Task OrderedAsync(CancellationToken cancellationToken) =>
        await _orders.Reader.ReadAsync(cancellationToken);
}
