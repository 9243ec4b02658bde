using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Kws.Cli.CommandLine;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>The options of <c>kws sign read</c> that go to the server.</summary>
internal sealed class SignReadOptions
{
    private readonly Option<string> _device = new("--device")
    {
        Description = "Id of this device",
        DefaultValueFactory = _ => $"kws-{Environment.ProcessId}"
    };
    private readonly Option<bool> _letters = new("--letters") { Description = "Speak letters, not words" };
    private readonly Option<string> _voice =
        new("--voice")
        {
            Description = "A voice of 'kws voices'; else the server's default",
            DefaultValueFactory = _ => ""
        };
    private readonly Option<bool> _observed = new("--observed") { Description = "Show what every frame was seen as" };
    private readonly Option<bool> _motion =
        new("--motion-letters") { Description = "Experimental: read J and Z too, from the hand's motion" };
    private readonly Option<double> _pause =
        BoundedOption.Create("--word-pause", "Seconds without a letter that end a word; 0: the model's", 0.0, 0, 10);
    private readonly PictureOptions _view = new();

    public void AddTo(Command command)
    {
        System.CommandLine.Option[] options = [_device, _letters, _voice, _observed, _motion, _pause];
        foreach (var option in options)
            command.Options.Add(option);
        _view.AddTo(command);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="speaks">Whether anyone listens.</param>
    public ReadConfig Read(ParseResult parsed, bool speaks)
    {
        var pause = parsed.GetValue(_pause);
        return new ReadConfig
        {
            DeviceId = parsed.GetValue(_device),
            Mirror = _view.Mirror(parsed),
            RotateDegrees = _view.RotateDegrees(parsed),
            Region = _view.Region(parsed),
            Speak = !speaks ? SpeakMode.Unspecified : parsed.GetValue(_letters) ? SpeakMode.Letters : SpeakMode.Words,
            Voice = parsed.GetValue(_voice),
            WantObserved = parsed.GetValue(_observed),
            MotionLetters = parsed.GetValue(_motion),
            WordPause = pause == 0 ? null : Duration.FromTimeSpan(TimeSpan.FromSeconds(pause)),
        };
    }
}
