using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>--without-verifier</c>: listens with a package's first network alone.</summary>
internal sealed class VerifierOption
{
    public Option<bool> Option { get; } = new("--without-verifier")
    {
        Description = "Report what the first network alone would, to compare",
    };

    /// <summary>The manifest by which a model is to be heard.</summary>
    /// <param name="write">Whether what is measured goes into the package.</param>
    /// <exception cref="BadInputException">It would: a package's metrics are measured with its verifier.</exception>
    public ModelManifest HeardAs(ParseResult parsed, ModelManifest manifest, bool write)
    {
        if (!parsed.GetValue(Option))
            return manifest;
        return write && manifest.Verifier is not null
            ? throw new BadInputException("--without-verifier", "given with --write",
                "the metrics of a package with a verifier are measured with it")
            : manifest with { Verifier = null };
    }
}
