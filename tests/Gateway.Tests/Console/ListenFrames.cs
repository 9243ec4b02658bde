using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Kws.Gateway.Tests.Console;

/// <summary>What a page that listens says and is told on its WebSockets, from now on.</summary>
internal sealed class ListenFrames
{
    private readonly ConcurrentQueue<JsonElement> _sent = new();
    private readonly ConcurrentQueue<JsonElement> _received = new();

    public ListenFrames(IPage page) => page.WebSocket += (_, socket) =>
    {
        if (new Uri(socket.Url).AbsolutePath != "/v1/listen")
            return;
        socket.FrameSent += (_, frame) =>
        {
            // The others are sound.
            if (frame.Text?.Contains("\"recording_id\"", StringComparison.Ordinal) == true)
                _sent.Enqueue(JsonElement.Parse(frame.Text));
        };
        socket.FrameReceived += (_, frame) => _received.Enqueue(JsonElement.Parse(frame.Text!));
    };

    /// <summary>The first message of each connection.</summary>
    public IReadOnlyList<JsonElement> Configs => [.. _sent];

    /// <summary>How often the service told how far it had heard.</summary>
    public int Acknowledged => Of("acknowledged").Count();

    /// <summary>The words that were told, as often as they were, by id and first sample.</summary>
    public IReadOnlyList<(string Id, long Start)> Words =>
    [
        .. Of("keyword").Select(word =>
            (word.GetProperty("id").GetString()!, word.GetProperty("start_sample").GetInt64())),
    ];

    private IEnumerable<JsonElement> Of(string type) =>
        _received.Where(message => message.GetProperty("type").GetString() == type);
}
