using System.Security.Cryptography.X509Certificates;
using Kws.AppHost.Tls;
using Microsoft.Extensions.Time.Testing;

namespace Kws.AppHost.Tests.Tls;

public sealed class DevelopmentCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keep_AskedAgain_IsTheSame()
    {
        var first = Kept();

        _time.Advance(TimeSpan.FromDays(300));

        Assert.Equal(first, Kept());
    }

    [Fact]
    public void Keep_SoonAtItsEnd_IsMadeAnew()
    {
        var first = Kept();

        _time.Advance(TimeSpan.FromDays(340));

        Assert.NotEqual(first, Kept());
    }

    [Theory]
    [InlineData("localhost.pem")]
    [InlineData("localhost.key")]
    public void Keep_FileThatCannotBeUsed_IsMadeAnew(string file)
    {
        var first = Kept();
        File.WriteAllText(_folder[file], "-----BEGIN");

        Assert.NotEqual(first, Kept());
    }

    // As after a crash between the two.
    [Fact]
    public void Keep_KeyOfAnother_IsMadeAnew()
    {
        using var other = new TemporaryFolder();
        var first = Kept();
        File.Copy(DevelopmentCertificate.Keep(other.Path, _time).KeyPath, _folder["localhost.key"], overwrite: true);

        Assert.NotEqual(first, Kept());
    }

    [Fact]
    public void Files_AreTheirOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
            return;
        var kept = DevelopmentCertificate.Keep(_folder.Path, _time);

        foreach (var path in (string[])[kept.Path, kept.KeyPath])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.DoesNotContain("PRIVATE KEY", File.ReadAllText(kept.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_IsForServersOfThisMachineAndSignsNothing()
    {
        using var certificate = DevelopmentCertificate.Keep(_folder.Path, _time).Load();

        Assert.All((string[])["localhost", "127.0.0.1", "::1"], name => Assert.True(certificate.MatchesHostname(name)));
        Assert.False(certificate.MatchesHostname("example.org"));
        var constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.Equal((true, false), (constraints.Critical, constraints.CertificateAuthority));
        Assert.Equal(X509KeyUsageFlags.DigitalSignature,
            certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.True(certificate.NotAfter - certificate.NotBefore < TimeSpan.FromDays(398));
    }

    private string Kept()
    {
        using var certificate = DevelopmentCertificate.Keep(_folder.Path, _time).Load();
        return certificate.SerialNumber;
    }
}
