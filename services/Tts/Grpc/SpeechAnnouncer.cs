using Grpc.Core;
using Kws.Contracts.Events;

namespace Kws.Tts.Grpc;

/// <summary>Tells the mesh that something was spoken; never what.</summary>
internal sealed class SpeechAnnouncer(IEventPublisher events, TimeProvider timeProvider)
{
    /// <summary>The request header that names the device for which a service asks.</summary>
    public const string DeviceHeader = "kws-device-id";

    private const int LongestDeviceId = 128;

    /// <summary>Publishes <see cref="SpeechSpoken"/>. A device id that is none is left out: it decides
    /// nothing.</summary>
    public void Spoken(Metadata headers, string voice, int characters, TimeSpan duration)
    {
        var device = headers.GetValue(DeviceHeader) ?? "";
        events.Publish(new SpeechSpoken
        {
            EventId = Guid.NewGuid().ToString("N"),
            OccurredAt = timeProvider.GetUtcNow(),
            DeviceId = device.Length <= LongestDeviceId
                && device.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-') ? device : "",
            Voice = voice,
            Characters = characters,
            Duration = duration,
        });
    }
}
