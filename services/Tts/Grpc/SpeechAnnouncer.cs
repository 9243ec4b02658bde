using Grpc.Core;
using Kws.Contracts.Events;

namespace Kws.Tts.Grpc;

/// <summary>Tells the mesh that something was spoken; never what.</summary>
internal sealed class SpeechAnnouncer(IEventPublisher events, TimeProvider timeProvider)
{
    /// <summary>The request header that names the device for which a service asks.</summary>
    public const string DeviceHeader = "kws-device-id";

    private const int LongestDeviceId = 128;

    /// <summary>The device that a call names; empty when it names none, or by no device id.</summary>
    public static string DeviceOf(Metadata headers)
    {
        var device = headers.GetValue(DeviceHeader) ?? "";
        return device.Length <= LongestDeviceId
            && device.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-') ? device : "";
    }

    /// <summary>Publishes <see cref="SpeechSpoken"/>. A device id that is none is left out: it decides
    /// nothing.</summary>
    public void Spoken(Metadata headers, string voice, int characters, TimeSpan duration)
    {
        events.Publish(new SpeechSpoken
        {
            EventId = Guid.NewGuid().ToString("N"),
            OccurredAt = timeProvider.GetUtcNow(),
            DeviceId = DeviceOf(headers),
            Voice = voice,
            Characters = characters,
            Duration = duration,
        });
    }
}
