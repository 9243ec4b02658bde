namespace Aspire.Hosting;

/// <summary>The application's description is wrong, or it cannot run on this machine.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>With what is wrong and what to do about it.</summary>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong, what to do about it, and the cause.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A parameter without default has no value in the configuration.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <inheritdoc/>
    public MissingParameterValueException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public MissingParameterValueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
