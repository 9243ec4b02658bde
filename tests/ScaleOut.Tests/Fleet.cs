using System.Collections.Concurrent;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.Keywords;
using Kws.Cli.Servers;

namespace Kws.ScaleOut.Tests;

/// <summary>Devices that talk in real time, each for itself, and what was heard of them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int Rate = 16_000;
    private const double SecondsBetweenDevices = 0.0125;

    // Of a word's middle; words are 2.5 s apart.
    private const int Tolerance = Rate;

    private readonly GrpcChannel[] _channels;
    private readonly ConcurrentQueue<(string Device, Keyword Word)> _heard = new();
    private readonly ConcurrentDictionary<string, string> _servedBy = new();
    private readonly ConcurrentDictionary<string, int> _reasons = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Talk> _talks = [];
    private readonly Task<DeviceResult>[] _running;

    /// <param name="gateway">Its address for gRPC.</param>
    /// <param name="count">Devices.</param>
    public Fleet(string gateway, int count)
    {
        // Each its own connection, as devices have.
        _channels = [.. Enumerable.Range(0, count)
            .Select(_ => ServerChannel.Open(new ServerEndpoint(new Uri(gateway))))];
        _running = [.. Enumerable.Range(0, count).Select(index => Start(index))];
    }

    /// <summary>Devices that are connected now, by the version that the host which serves them has.</summary>
    public IReadOnlyDictionary<string, int> Served => _servedBy.Values.GroupBy(version => version)
        .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>Devices that are connected now.</summary>
    public int Connected => _servedBy.Count;

    /// <summary>Why connections were lost, and how many.</summary>
    public string Reasons => string.Join('\n', _reasons.OrderByDescending(reason => reason.Value)
        .Select(reason => $"{reason.Value} times: {reason.Key}"));

    /// <summary>Words said so far.</summary>
    public int Words => _talks.Values.Sum(talk => talk.Words.Count());

    /// <summary>Lets all end what they say, and waits until their last word is decided.</summary>
    public Task<DeviceResult[]> FinishAsync()
    {
        foreach (var talk in _talks.Values)
            talk.End();
        return Task.WhenAll(_running);
    }

    /// <summary>What does not fit: a word that was not heard, or twice, or that nobody said.</summary>
    public IReadOnlyList<string> Faults()
    {
        var heard = _heard.ToLookup(word => word.Device, word => word.Word);
        return [.. _talks.SelectMany(talk => FaultsOf(talk.Key, [.. talk.Value.Words], [.. heard[talk.Key]]))];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Cast<Task>()).WithTimeout().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private static IEnumerable<string> FaultsOf(
        string device, IReadOnlyList<long> spoken, IReadOnlyList<Keyword> heard)
    {
        if (heard.Select(word => word.Id).Distinct().Count() != heard.Count)
            yield return $"{device}: an id was heard twice";
        foreach (var middle in spoken)
        {
            var found = heard.Count(word => IsAt(word, middle));
            if (found != 1)
                yield return $"{device}: the word at {(double)middle / Rate:0.0} s was heard {found} times";
        }
        foreach (var word in heard.Where(word => !spoken.Any(middle => IsAt(word, middle))))
            yield return $"{device}: nobody said {word.Label} at {(double)word.StartSample / Rate:0.0} s";
    }

    private static bool IsAt(Keyword word, long middle) =>
        Math.Abs((word.StartSample + word.EndSample) / 2 - middle) < Tolerance && word.Label == "yes";

    private Task<DeviceResult> Start(int index)
    {
        var name = $"device-{index}";
        // Not all in the same moment.
        var talk = _talks[name] = new Talk(0.5 + SecondsBetweenDevices * index);
        var client = new KeywordSpotter.KeywordSpotterClient(_channels[index]);
        var settings = new ListenSettings
        {
            Chunk = TimeSpan.FromSeconds(0.1),
            RealTime = true,
            RetryFor = TimeSpan.FromSeconds(60),
        };
        return new Device(name, client, talk, settings, TimeProvider.System, Take).RunAsync(_stop.Token);
    }

    private void Take(ListenEvent e)
    {
        switch (e)
        {
            case ListenEvent.Connected connected:
                _servedBy[e.Device] = connected.Started.ModelVersion;
                break;
            case ListenEvent.Disconnected lost:
                _servedBy.TryRemove(e.Device, out _);
                // Without the numbers of samples.
                _reasons.AddOrUpdate(lost.Reason.Split('(')[0], 1, (_, count) => count + 1);
                break;
            case ListenEvent.Finished:
                _servedBy.TryRemove(e.Device, out _);
                break;
            case ListenEvent.Heard heard:
                _heard.Enqueue((e.Device, heard.Keyword));
                break;
        }
    }
}
