using Grpc.Core;
using Kws.Contracts.Events;
using Kws.Tts.Grpc;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Tts.Tests.Grpc;

public sealed class SpeechAnnouncerTests
{
    [Theory]
    [InlineData("camera-7")]
    [InlineData("a.b_c:D-9")]
    public void DeviceOf_DeviceId_IsTaken(string device) =>
        Assert.Equal(device, SpeechAnnouncer.DeviceOf(Named(device)));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a/../b")]
    [InlineData("a\nINFO: forged line")]
    [InlineData("k\u00fcche")]
    [InlineData("\u0661")]
    public void DeviceOf_WhatIsNoDeviceId_IsNobody(string device) =>
        Assert.Equal("", SpeechAnnouncer.DeviceOf(Named(device)));

    [Fact]
    public void DeviceOf_LengthOverTheLimit_IsNobody()
    {
        var longest = new string('a', 128);

        Assert.Equal(longest, SpeechAnnouncer.DeviceOf(Named(longest)));
        Assert.Equal("", SpeechAnnouncer.DeviceOf(Named($"{longest}a")));
        Assert.Equal("", SpeechAnnouncer.DeviceOf([]));
    }

    [Fact]
    public void Spoken_ByNobody_IsToldAllTheSameAndEachByItsOwnId()
    {
        var events = new RecordingEvents();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var announcer = new SpeechAnnouncer(events, time);

        announcer.Spoken(Named("two words"), "en-us", 12, TimeSpan.FromSeconds(1.5));
        announcer.Spoken([], "en-us", 12, TimeSpan.FromSeconds(1.5));

        SpeechSpoken[] spoken = [.. events.All.Cast<SpeechSpoken>()];
        Assert.All(spoken, told => Assert.Equal(
            ("", "en-us", 12, TimeSpan.FromSeconds(1.5), time.GetUtcNow()),
            (told.DeviceId, told.Voice, told.Characters, told.Duration, told.OccurredAt)));
        Assert.Equal(2, spoken.Select(told => told.EventId).Distinct().Count());
    }

    private static Metadata Named(string device) => new() { { SpeechAnnouncer.DeviceHeader, device } };
}
