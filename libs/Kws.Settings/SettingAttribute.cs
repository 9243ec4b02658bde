using System.ComponentModel.DataAnnotations;

namespace Kws.Settings;

/// <summary>What a setting may be: one rule, one text of it for faults and for the documents.</summary>
/// <remarks>Not the attributes of .NET, whose messages tell neither the value nor the key of the section.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingAttribute : ValidationAttribute
{
    /// <summary>As it follows "allowed:", such as <c>0.5 to 60 s</c>.</summary>
    public abstract string Allowed { get; }

    /// <inheritdoc/>
    public sealed override bool IsValid(object? value) => Allows(value);

    protected abstract bool Allows(object? value);

    /// <summary>A fault that names key, value and limit.</summary>
    protected sealed override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        Allows(value) ? ValidationResult.Success : SettingFault.Of(validationContext, value, Allowed);
}
