using System.ComponentModel.DataAnnotations;
using Kws.Settings;

namespace Kws.ServiceDefaults.Tests.Settings;

/// <summary>What each rule of a setting allows, and how it says so.</summary>
public sealed class SettingAttributesTests
{
    private enum Source
    {
        Near,
        Far,
        Both,
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(0, false)]
    [InlineData(65, false)]
    [InlineData(int.MinValue, false)]
    public void NumberRange_OfAWholeNumber_AllowsBothItsEnds(int value, bool expected)
    {
        Assert.Equal(expected, new NumberRangeAttribute(1, 64).IsValid(value));
        Assert.Equal(expected, new NumberRangeAttribute(1, 64).IsValid((long)value));
    }

    [Fact]
    public void NumberRange_OfALongNumber_IsNotCut() =>
        Assert.False(new NumberRangeAttribute(0, 10).IsValid((1L << 32) + 5));

    [Theory]
    [InlineData("tiny", true)]
    [InlineData(" ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void RequiredText_OfBlanks_IsRefused(string? value, bool expected) =>
        Assert.Equal(expected, new RequiredTextAttribute("a model's name").IsValid(value));

    [Theory]
    [InlineData("ab", true)]
    [InlineData("abcd", true)]
    [InlineData("a", false)]
    [InlineData("abcde", false)]
    [InlineData(null, false)]
    public void TextLength_OfAText_AllowsBothItsEnds(string? value, bool expected) =>
        Assert.Equal(expected, new TextLengthAttribute(2, 4).IsValid(value));

    [Fact]
    public void OneOf_OfTexts_IsExact()
    {
        var rule = new OneOfAttribute("espeak", "polly");

        Assert.True(rule.IsValid("polly"));
        Assert.False(rule.IsValid("Polly"));
        Assert.False(rule.IsValid(null));
        Assert.Equal("espeak or polly", rule.Allowed);
    }

    [Fact]
    public void OneOf_OfAnEnum_AllowsItsMembersOnly()
    {
        var rule = new OneOfAttribute(typeof(Source));

        Assert.True(rule.IsValid(Source.Both));
        Assert.False(rule.IsValid((Source)9));
        Assert.Equal("Near, Far or Both", rule.Allowed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void HttpAddress_ThatIsOptional_MayBeNone(string? value)
    {
        Assert.True(new HttpAddressAttribute { IsOptional = true }.IsValid(value));
        Assert.False(new HttpAddressAttribute { IsOptional = true }.IsValid("localhost:80"));
        Assert.Equal("an http or https address, or none", new HttpAddressAttribute { IsOptional = true }.Allowed);
    }

    [Fact]
    public void HttpAddress_OfAUri_IsTaken()
    {
        Assert.True(new HttpAddressAttribute().IsValid(new Uri("http://tts")));
        Assert.False(new HttpAddressAttribute().IsValid(new Uri("amqp://bus")));
    }

    [Fact]
    public void ExistingFolder_OfAFileOrNothing_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");

        Assert.True(new ExistingFolderAttribute().IsValid(folder.Path));
        Assert.True(new ExistingFolderAttribute().IsValid(null));
        Assert.False(new ExistingFolderAttribute().IsValid(folder["file"]));
        Assert.False(new ExistingFolderAttribute().IsValid(folder["nowhere"]));
    }

    [Theory]
    [InlineData("Options.Streams.MaxSessions", "Streams:MaxSessions is 0; allowed: 1 to 5")]
    [InlineData("Options.MaxSessions", "MaxSessions is 0; allowed: 1 to 5")]
    [InlineData("MaxSessions", "MaxSessions is 0; allowed: 1 to 5")]
    public void Fault_OfAValue_NamesTheKeyWithItsSections(string displayName, string expected)
    {
        var context = new ValidationContext(new object()) { DisplayName = displayName };

        Assert.Equal(expected, SettingFault.Of(context, 0, "1 to 5").ErrorMessage);
        Assert.Equal(expected, new NumberRangeAttribute(1, 5).GetValidationResult(0, context)!.ErrorMessage);
        Assert.Null(new NumberRangeAttribute(1, 5).GetValidationResult(5, context));
    }

    [Theory]
    [InlineData("Options.Storage.S3.Validate", "Storage:S3:Bucket is missing")]
    [InlineData("Options.Validate", "Bucket is missing")]
    [InlineData("Options", "Bucket is missing")]
    public void Fault_OfASection_IsPutBehindItsKey(string displayName, string expected) =>
        Assert.Equal(expected, SettingFault.Of(
            new ValidationContext(new object()) { DisplayName = displayName }, "Bucket is missing").ErrorMessage);

    [Fact]
    public void Fault_OfAText_QuotesIt()
    {
        Assert.Equal("Key is 'x'; allowed: y", SettingFault.Text("Key", "x", "y"));
        Assert.Equal("Key is not set; allowed: y", SettingFault.Text("Key", null, "y"));
        Assert.Equal("Key is 'http://x/'; allowed: y", SettingFault.Text("Key", new Uri("http://x"), "y"));
        Assert.Equal("Key is True; allowed: y", SettingFault.Text("Key", true, "y"));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.004, "4 ms")]
    [InlineData(0.0995, "99.5 ms")]
    [InlineData(0.1, "0.1 s")]
    [InlineData(60, "60 s")]
    [InlineData(61, "1.017 min")]
    [InlineData(600, "10 min")]
    [InlineData(3_599, "59.983 min")]
    [InlineData(3_600, "1 h")]
    [InlineData(86_400, "24 h")]
    public void Duration_OfATime_IsInTheUnitThatPeopleUse(double seconds, string expected) =>
        Assert.Equal(expected, Duration.Text(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void AllowedValues_OfAProperty_AreItsRulesOrItsTypes()
    {
        string Of(string name) => AllowedValues.Of(typeof(Example).GetProperty(name)!);

        Assert.Equal("1 to 9", Of(nameof(Example.Count)));
        Assert.Equal("true or false", Of(nameof(Example.IsOn)));
        Assert.Equal("any text", Of(nameof(Example.Note)));
        Assert.StartsWith("Example.Bare: a Int32 without a SettingAttribute",
            Assert.Throws<InvalidOperationException>(() => Of(nameof(Example.Bare))).Message,
            StringComparison.Ordinal);
    }

    private sealed class Example
    {
        [NumberRange(1, 9)]
        public int Count { get; set; }

        public bool? IsOn { get; set; }

        public string? Note { get; set; }

        public int Bare { get; set; }
    }
}
