namespace Kws.Storage.Tests;

public sealed class ObjectStoreOptionsTests
{
    [Fact]
    public void Open_NothingConfigured_SaysWhatToSet()
    {
        var options = new ObjectStoreOptions();

        Assert.False(options.IsConfigured);
        Assert.Contains("Storage:Directory", Assert.Throws<ArgumentException>(() => options.Open()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FaultyS3_NamesAllFaultsAndNoSecret()
    {
        var options = new ObjectStoreOptions
        {
            S3 = new S3ObjectStoreOptions
            {
                Bucket = "x",
                Prefix = "/p/",
                Endpoint = new Uri("ftp://host"),
                SecretKey = "hush"
            },
        };

        var message = Assert.Throws<ArgumentException>(() => options.Open()).Message;

        foreach (var part
            in new[] { "Bucket is 'x'", "Prefix is '/p/'", "Endpoint is 'ftp://host", "AccessKey and SecretKey" })
            Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BucketAndDirectory_TakesTheBucket()
    {
        var options = new ObjectStoreOptions
        {
            Directory = "/nowhere",
            S3 = new S3ObjectStoreOptions { Bucket = "bucket", AccessKey = "a", SecretKey = "b", Prefix = "p" }
        };

        Assert.Equal("s3://bucket/p", options.Open().Location);
    }
}
