using Kws.TrainingOrchestrator.Executors.SageMaker;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

public sealed class SageMakerOptionsTests
{
    [Theory]
    [InlineData(nameof(SageMakerOptions.Role), "kws-training", "ARN of a role, or none")]
    [InlineData(nameof(SageMakerOptions.Bucket), "Not_A_Bucket", "name of a bucket, or none")]
    [InlineData(nameof(SageMakerOptions.InstanceType), "large", "kind of a machine")]
    [InlineData(nameof(SageMakerOptions.Tags), "project", "1 to 50 key=value joined by commas, or none")]
    [InlineData(nameof(SageMakerOptions.Subnets), "subnet-1;subnet-2", "1 to 16 subnet-... joined by commas, or none")]
    [InlineData(nameof(SageMakerOptions.TrainerImage), "an image", "address of an image, or none")]
    [InlineData(nameof(SageMakerOptions.ServiceUrl), "aws", "an http or https address, or none")]
    public void Validate_Fault_NamesSettingValueAndLimit(string setting, string value, string limit)
    {
        var options = new SageMakerOptions();
        typeof(SageMakerOptions).GetProperty(setting)!.SetValue(options, value);
        Assert.Contains($"{setting} is '{value}'; allowed: {limit}", FaultsOf(options));
    }

    [Fact]
    public void Validate_SettingsThatDoNotGoTogether_AreToldAllAtOnce()
    {
        var faults = FaultsOf(new SageMakerOptions
        {
            Spot = true,
            MaxWait = TimeSpan.FromHours(1),
            Subnets = "subnet-1",
            Prefix = "kws",
            Artefact = new ArtefactOptions { MaxFiles = 0 },
        });
        Assert.Contains("MaxWait is '1 h'; allowed: with Spot at least MaxRuntime, 24 h", faults);
        Assert.Contains(
            "Subnets and SecurityGroups: one is set and the other is not; allowed: both or neither", faults);
        Assert.Contains("Prefix is 'kws'; allowed: none without Bucket; Storage:S3:Prefix is the store's own", faults);
        Assert.Contains("Artefact:MaxFiles is 0; allowed: 1 to 1000000", faults);
    }

    [Fact]
    public void Validate_AllSet_HasNoFault() => Assert.Empty(FaultsOf(new SageMakerOptions
    {
        Role = "arn:aws-us-gov:iam::123456789012:role/team/kws_training@eu",
        Bucket = "my.bucket-1",
        Prefix = "kws/prod",
        Subnets = "subnet-0a1b,subnet-2c",
        SecurityGroups = "sg-0a",
        Tags = "project=kws,cost centre=4711,empty=",
        Spot = true,
    }));

    [Theory]
    [InlineData("eu-west-1", "685385470294.dkr.ecr.eu-west-1.amazonaws.com/image-classification:1")]
    [InlineData("cn-north-1", "390948362332.dkr.ecr.cn-north-1.amazonaws.com.cn/image-classification:1")]
    [InlineData("mars-1", null)]
    public void Image_OfARegion_IsInAwsOwnAccount(string region, string? image) =>
        Assert.Equal(image, AlgorithmImages.Of(region));

    private static IEnumerable<string> FaultsOf(SageMakerOptions options) =>
        new SageMakerOptionsValidator().Validate(null, options).Failures ?? [];
}
