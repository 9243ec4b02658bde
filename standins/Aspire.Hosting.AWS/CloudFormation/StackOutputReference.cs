using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>An output of a stack.</summary>
public class StackOutputReference(string name, ICloudFormationResource resource)
    : IManifestExpressionProvider, IValueProvider
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Whose it is.</summary>
    public ICloudFormationResource Resource { get; } = resource;

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Resource.Name}.output.{Name}}}";

    /// <summary>What it is once the stack has been read.</summary>
    /// <exception cref="InvalidOperationException">The stack has none of this name.</exception>
    public string? Value =>
        ((CloudFormationStackResource)Resource).Outputs is { } outputs && outputs.TryGetValue(Name, out var value)
            ? value
            : throw new InvalidOperationException($"there is no output {Name}");

    /// <summary>Waits until the stack has been read.</summary>
    /// <exception cref="InvalidOperationException">The stack has none of this name.</exception>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        if (Resource.ProvisioningTaskCompletionSource is { } read)
            await read.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Value;
    }
}
