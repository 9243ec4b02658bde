using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>What is done to pictures before they are read: the options of all <c>kws sign</c> commands.</summary>
internal sealed class PictureOptions
{
    private readonly Option<bool> _mirror =
        new("--mirror") { Description = "Flip left to right first: the camera shows a mirror image" };
    private readonly Option<int> _rotate =
        new("--rotate") { Description = "Then turn clockwise by 0, 90, 180 or 270 degrees", HelpName = "DEGREES" };
    private readonly Option<string?> _region = new("--region")
    {
        Description = "Then use only this part: left,top,right,bottom in shares of the picture, such as 0.2,0,0.8,1",
        HelpName = "L,T,R,B",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_mirror);
        command.Options.Add(_rotate);
        command.Options.Add(_region);
    }

    public bool Mirror(ParseResult parsed) => parsed.GetValue(_mirror);

    public int RotateDegrees(ParseResult parsed) => parsed.GetValue(_rotate);

    /// <summary>Null when not given.</summary>
    /// <exception cref="BadInputException">It is not four numbers.</exception>
    public Region? Region(ParseResult parsed)
    {
        if (parsed.GetValue(_region) is not { } text)
            return null;
        var parts = text.Split(',');
        var sides = new float[4];
        for (var i = 0; i < sides.Length; i++)
            if (parts.Length != sides.Length
                || !float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out sides[i]))
                throw new BadInputException("--region", text, "it must be four numbers such as 0.2,0,0.8,1");
        return new Region { Left = sides[0], Top = sides[1], Right = sides[2], Bottom = sides[3] };
    }
}
