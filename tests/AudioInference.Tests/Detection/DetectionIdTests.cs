using Kws.AudioInference.Detection;

namespace Kws.AudioInference.Tests.Detection;

public sealed class DetectionIdTests
{
    [Fact]
    public void SameDetection_SameId() =>
        Assert.Equal(DetectionId.Create("device", "recording", "yes", 16000),
            DetectionId.Create("device", "recording", "yes", 16000));

    [Fact]
    public void EveryPart_ChangesTheId()
    {
        string[] ids =
        [
            DetectionId.Create("device", "recording", "yes", 16000),
            DetectionId.Create("device2", "recording", "yes", 16000),
            DetectionId.Create("device", "recording2", "yes", 16000),
            DetectionId.Create("device", "recording", "no", 16000),
            DetectionId.Create("device", "recording", "yes", 17600),
            DetectionId.Create("devic", "erecording", "yes", 16000),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }

    [Theory]
    [InlineData("ada", "phone:one")]
    [InlineData("ada:", "phone:one")]
    [InlineData("ada:phone", ":one")]
    [InlineData("ada:phone:one", "")]
    [InlineData("ada:phone:on", "e")]
    public void AnotherDevice_HoweverItNamesItsRecording_MakesOtherIds(string device, string recording) =>
        Assert.NotEqual(DetectionId.Create("ada:phone", "one", "yes", 16000),
            DetectionId.Create(device, recording, "yes", 16000));
}
