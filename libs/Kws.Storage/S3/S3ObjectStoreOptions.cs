using System.ComponentModel.DataAnnotations;
using Kws.Settings;

namespace Kws.Storage;

/// <summary>An S3 bucket, at AWS or at any endpoint that speaks its protocol.</summary>
public sealed record S3ObjectStoreOptions : IValidatableObject
{
    /// <summary>The bucket; it goes before <c>Storage:Directory</c>.</summary>
    [TextLength(3, 63)]
    public string Bucket { get; init; } = "";

    /// <summary>What stands before every key, such as <c>kws/prod</c>; not set: nothing.</summary>
    [ObjectKeyPrefix]
    public string Prefix { get; init; } = "";

    /// <summary>AWS region, or the name that the endpoint signs with.</summary>
    [RequiredText("a region's name")]
    public string Region { get; init; } = "us-east-1";

    /// <summary>Address of another endpoint that speaks S3; not set: AWS.</summary>
    [HttpAddress(IsOptional = true)]
    public Uri? Endpoint { get; init; }

    /// <summary>Key of the bucket's user; not set: AWS's own chain (environment, profile, role of the
    /// machine).</summary>
    public string? AccessKey { get; init; }

    /// <summary>Goes with <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Every fault, naming field, value and limit; secrets are not told.</summary>
    public IEnumerable<string> Faults()
    {
        var faults = new List<ValidationResult>();
        var context = new ValidationContext(this);
        Validator.TryValidateObject(this, context, faults, validateAllProperties: true);
        // .NET asks the object itself only when its properties have no fault.
        return faults.Concat(Validate(context)).Select(fault => fault.ErrorMessage!).Distinct();
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((AccessKey is null) != (SecretKey is null))
            yield return SettingFault.Of(validationContext,
                "AccessKey and SecretKey: one is set and the other is not; allowed: both or neither");
    }
}

/// <summary>An object key without '/' at its ends, or an empty text.</summary>
public sealed class ObjectKeyPrefixAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => "an object key, without '/' at its ends";

    protected override bool Allows(object? value) =>
        value is string prefix && (prefix.Length == 0 || prefix.Split('/').All(ObjectKey.IsSegment));
}
