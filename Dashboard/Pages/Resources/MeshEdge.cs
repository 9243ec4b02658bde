using System.Globalization;
using System.Text;

namespace Kws.Dashboard.Pages.Resources;

/// <summary>A line from a user to what it uses. <see cref="Path"/> is SVG path data.</summary>
public sealed record MeshEdge(MeshNode From, MeshNode To, string Path)
{
    /// <summary>Passes columns in between through the lane nearest to the straight line, so that it crosses no box.</summary>
    internal static MeshEdge Between(MeshNode from, MeshNode to, Func<int, double[]> lanesOf)
    {
        (double X, double Y) at = (from.X + MeshGraph.NodeWidth, from.MiddleY);
        var path = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"M{at.X:0.#} {at.Y:0.#}"));
        for (int column = from.Column + 1; column < to.Column; column++)
        {
            double straight = from.MiddleY + ((to.MiddleY - from.MiddleY) * (column - from.Column) / (to.Column - from.Column));
            double lane = lanesOf(column).MinBy(y => Math.Abs(y - straight));
            Curve(path, at, (MeshGraph.X(column), lane));
            at = (MeshGraph.X(column) + MeshGraph.NodeWidth, lane);
            path.Append(CultureInfo.InvariantCulture, $"L{at.X:0.#} {at.Y:0.#}");
        }
        Curve(path, at, (to.X, to.MiddleY));
        return new MeshEdge(from, to, path.ToString());
    }

    private static void Curve(StringBuilder path, (double X, double Y) from, (double X, double Y) to)
    {
        double bend = Math.Max(30, (to.X - from.X) / 2);
        path.Append(CultureInfo.InvariantCulture, $"C{from.X + bend:0.#} {from.Y:0.#} {to.X - bend:0.#} {to.Y:0.#} {to.X:0.#} {to.Y:0.#}");
    }
}
