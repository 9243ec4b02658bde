namespace Kws.Settings;

/// <summary>One of a few texts, or of the members of an enum.</summary>
public sealed class OneOfAttribute : SettingAttribute
{
    private readonly string[] _values;

    /// <summary>One of these texts, exactly so.</summary>
    public OneOfAttribute(params string[] values) => _values = values;

    /// <summary>A member of an enum.</summary>
    public OneOfAttribute(Type kind) => _values = Enum.GetNames(kind);

    /// <inheritdoc/>
    public override string Allowed => $"{string.Join(", ", _values[..^1])} or {_values[^1]}";

    protected override bool Allows(object? value) => _values.Contains(value?.ToString());
}
