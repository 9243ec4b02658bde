namespace Kws.Dashboard.Telemetry.Metrics;

/// <summary>What the script draws: lines over common times.</summary>
/// <param name="Unit">Of the values; of a counter "x/s".</param>
/// <param name="Times">Unix milliseconds, [points].</param>
/// <param name="Dimensions">All attribute sets of the instrument, to choose from.</param>
public sealed record ChartData(
    string Name, string Meter, string Description, string Unit, string Kind, IReadOnlyList<long> Times, IReadOnlyList<ChartLine> Lines, IReadOnlyList<string> Dimensions);

/// <summary>One line, [points]; null: no measurement then.</summary>
public sealed record ChartLine(string Label, IReadOnlyList<double?> Values);
