namespace Aspire.Hosting.AWS.CloudFormation;

/// <summary>A stack of CloudFormation.</summary>
public interface ICloudFormationResource : IAWSResource
{
    /// <summary>Its name in the account.</summary>
    string StackName { get; }
}

/// <summary>A stack that somebody else has made.</summary>
public interface ICloudFormationStackResource : ICloudFormationResource;
