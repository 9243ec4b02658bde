using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Kws.Storage;

internal static class S3ClientConfig
{
    public static AmazonS3Config For(S3ObjectStoreOptions options)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 3,
            Timeout = TimeSpan.FromSeconds(60),
            // Endpoints beside AWS need not know the checksums that AWS has come to ask for.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
            return config;
        }

        config.ServiceURL = options.Endpoint.ToString();
        config.AuthenticationRegion = options.Region;
        // Names of buckets are no host names elsewhere.
        config.ForcePathStyle = true;
        return config;
    }
}
