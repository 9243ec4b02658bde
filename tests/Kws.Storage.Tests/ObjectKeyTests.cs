namespace Kws.Storage.Tests;

public sealed class ObjectKeyTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("recordings/yes/2026-11-21/0f3a.wav")]
    [InlineData("models/x/1.0.0+build=7@host/model_a-b.onnx")]
    public void Constructor_SafeText_IsTheKey(string text) => Assert.Equal(text, new ObjectKey(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData(".incoming/x")]
    [InlineData("a/.hidden")]
    [InlineData("a\\b")]
    [InlineData("C:/x")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("größe")]
    [InlineData("a%2e%2e/b")]
    public void Constructor_UnsafeText_IsRefused(string text) =>
        Assert.Throws<InvalidObjectKeyException>(() => new ObjectKey(text));

    [Fact]
    public void Constructor_TooLongOrDeep_IsRefused()
    {
        Assert.Throws<InvalidObjectKeyException>(() => new ObjectKey(new string('a', 201)));
        Assert.Throws<InvalidObjectKeyException>(() => new ObjectKey(string.Join('/', Enumerable.Repeat("a", 33))));
        Assert.Throws<InvalidObjectKeyException>(() =>
            new ObjectKey(string.Join('/', Enumerable.Repeat(new string('a', 190), 5))));
    }

    [Theory]
    [InlineData("../")]
    [InlineData("/")]
    [InlineData("a//")]
    public void CheckPrefix_NoKeyBeginsLikeThis_IsRefused(string prefix) =>
        Assert.Throws<InvalidObjectKeyException>(() => ObjectKey.CheckPrefix(prefix));
}
