namespace Kws.Tts.Engines;

/// <summary>
/// Lets so many requests speak at once and so many wait. Clients take turns, whatever each has waiting; when the queue
/// is full, the newest request of the client with the most gives way. Safe for concurrent use.
/// </summary>
/// <param name="voices">Requests that speak at once, 1 or more.</param>
/// <param name="limit">Requests that may wait, 0 or more.</param>
internal sealed class FairQueue(int voices, int limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Line> _lines = [];
    private readonly int _limit = limit;
    private readonly int _places = voices + limit;
    private int _free = voices;
    private int _waiting;

    /// <summary>Requests that have a voice.</summary>
    public int Speaking
    {
        get
        {
            lock (_gate)
                return _places - _limit - _free;
        }
    }

    /// <summary>Requests that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting;
        }
    }

    /// <summary>Waits for a voice; <see cref="Leave"/> gives it back.</summary>
    /// <exception cref="EngineBusyException">The queue is full of requests of others, or became so.</exception>
    public async Task EnterAsync(string client, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }
            Enqueue(client, turn);
        }
        using var registration = cancellationToken.Register(() => Abandon(client, turn, cancellationToken));
        await turn.Task;
    }

    /// <summary>Takes a voice if one is free.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_free == 0)
                return false;
            _free--;
            return true;
        }
    }

    /// <summary>Gives a voice to the client whose turn it is.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (_lines.First is not { } first)
            {
                _free++;
                return;
            }
            var turn = first.Value.Waiting.First!.Value;
            Remove(first, turn);
            if (first.List is not null)
            {
                _lines.Remove(first);
                _lines.AddLast(first);
            }
            turn.SetResult();
        }
    }

    private void Enqueue(string client, TaskCompletionSource turn)
    {
        var line = Find(client);
        if (_waiting >= _limit)
            MakeRoom(line?.Value.Waiting.Count ?? 0);
        line = Find(client) ?? _lines.AddLast(new Line(client));
        line.Value.Waiting.AddLast(turn);
        _waiting++;
    }

    private LinkedListNode<Line>? Find(string client)
    {
        var node = _lines.First;
        while (node is not null && node.Value.Client != client)
            node = node.Next;
        return node;
    }

    // For a client that has so many waiting, at the cost of one that has more.
    private void MakeRoom(int own)
    {
        LinkedListNode<Line>? longest = null;
        for (var node = _lines.First; node is not null; node = node.Next)
            if (longest is null || node.Value.Waiting.Count > longest.Value.Waiting.Count)
                longest = node;
        if (longest is null || longest.Value.Waiting.Count <= own + 1)
            throw Full();
        var last = longest.Value.Waiting.Last!.Value;
        Remove(longest, last);
        last.SetException(Full());
    }

    private EngineBusyException Full() => new(
        $"{_places} requests are speaking or waiting, the limit of espeak-ng's voices and queue; try again later");

    private void Abandon(string client, TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Otherwise its turn came first.
            if (Find(client) is { } line && line.Value.Waiting.Contains(turn))
            {
                Remove(line, turn);
                turn.SetCanceled(cancellationToken);
            }
        }
    }

    private void Remove(LinkedListNode<Line> line, TaskCompletionSource turn)
    {
        line.Value.Waiting.Remove(turn);
        _waiting--;
        if (line.Value.Waiting.Count == 0)
            _lines.Remove(line);
    }

    private sealed record Line(string Client)
    {
        public LinkedList<TaskCompletionSource> Waiting { get; } = [];
    }
}
