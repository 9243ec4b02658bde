using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.AWS;

/// <summary>Something in an account of AWS.</summary>
public interface IAWSResource : IResource
{
    /// <summary>With which clients ask for it.</summary>
    IAWSSDKConfig? AWSSDKConfig { get; set; }

    /// <summary>Ends when it is there, or with what was wrong; null: the application has not started.</summary>
    TaskCompletionSource? ProvisioningTaskCompletionSource { get; set; }
}
