using System.Threading.Channels;
using Kws.AudioInference.Detection;
using Kws.AudioInference.Recordings;
using Kws.AudioInference.Tests.Events;

namespace Kws.AudioInference.Tests.Recordings;

/// <summary>Which clip is tried next while a store takes all, none, or all but one.</summary>
public sealed class ClipsInHandTests
{
    private readonly Channel<KeywordDetection> _queue = Channel.CreateUnbounded<KeywordDetection>();
    private readonly ClipsInHand _clips;

    public ClipsInHandTests() => _clips = new ClipsInHand(_queue.Reader);

    [Fact]
    public async Task Next_OfAQueue_IsInOrderAndNullAtItsEnd()
    {
        Fill("a", "b");
        _queue.Writer.Complete();

        Assert.Equal("a", await NextAsync());
        _clips.WasStored();
        Assert.Equal("b", await NextAsync());
        _clips.WasStored();
        Assert.Null(await NextAsync());
    }

    [Fact]
    public async Task Next_OfAnEmptyQueue_WaitsForAClip()
    {
        var next = NextAsync();
        Assert.False(next.IsCompleted);

        Fill("a");

        Assert.Equal("a", await next.WithTimeout());
    }

    [Fact]
    public async Task Next_AfterARefusal_TriesFourOthersFirst()
    {
        Fill("a", "b", "c", "d", "e", "f");
        var order = new List<string?>();
        for (var i = 0; i < 6; i++)
        {
            var clip = await _clips.NextAsync().WithTimeout();
            order.Add(clip?.Detection.Id);
            Assert.True(_clips.WasRefused(clip!));
        }

        // Four stand aside; then they go round, and the rest of the queue waits.
        Assert.Equal(["a", "b", "c", "d", "a", "b"], order);
    }

    [Fact]
    public async Task RoundsRefused_WhileTheStoreIsAway_GrowByRounds()
    {
        Fill("a", "b", "c", "d", "e");
        var rounds = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            _clips.WasRefused((await _clips.NextAsync().WithTimeout())!);
            rounds.Add(_clips.RoundsRefused);
        }

        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3], rounds);
        await _clips.NextAsync().WithTimeout();
        _clips.WasStored();
        Assert.Equal(0, _clips.RoundsRefused);
    }

    [Fact]
    public async Task WasRefused_OfAClipThatAloneIsNotTaken_GivesItUpAtTheFourthTime()
    {
        Fill("bad", "b", "c", "d");
        _queue.Writer.Complete();
        var refusals = 0;
        var isKept = true;
        while (await _clips.NextAsync().WithTimeout() is { } clip)
        {
            if (clip.Detection.Id != "bad")
            {
                _clips.WasStored();
                continue;
            }
            refusals++;
            isKept = _clips.WasRefused(clip);
            // Something else is stored meanwhile.
            _clips.WasStored();
        }

        Assert.Equal((4, false), (refusals, isKept));
    }

    [Fact]
    public async Task WasRefused_WhileNothingIsStored_KeepsTheClipForEver()
    {
        Fill("a");
        for (var i = 0; i < 1_000; i++)
        {
            var clip = await _clips.NextAsync().WithTimeout();
            Assert.Equal("a", clip?.Detection.Id);
            Assert.True(_clips.WasRefused(clip!));
        }
    }

    [Fact]
    public async Task Next_OfAClosedQueue_GoesOnWithThoseSetAside()
    {
        Fill("a");
        _queue.Writer.Complete();
        _clips.WasRefused((await _clips.NextAsync().WithTimeout())!);

        Assert.Equal("a", await NextAsync());
        _clips.WasStored();
        Assert.Null(await NextAsync());
    }

    private void Fill(params string[] ids)
    {
        foreach (var id in ids)
            Assert.True(_queue.Writer.TryWrite(DetectionHost.Heard(id)));
    }

    private async Task<string?> NextAsync() => (await _clips.NextAsync().WithTimeout())?.Detection.Id;
}
