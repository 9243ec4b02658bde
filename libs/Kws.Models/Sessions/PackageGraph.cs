namespace Kws.Models;

/// <summary>A network of a package, as its manifest describes it.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Field">What faults put before the names of its tensors.</param>
/// <param name="Bytes">The file's content, as it was hashed.</param>
/// <param name="Input">Its one input.</param>
/// <param name="Output">Its first output, <c>[-1, labels]</c>.</param>
/// <param name="Further">Its second output; null: it has none.</param>
internal sealed record PackageGraph(
    string File, string Field, byte[] Bytes, TensorSpec Input, TensorSpec Output, TensorSpec? Further = null)
{
    public static PackageGraph ModelOf(ModelPackage package) => new(
        PackageFileRules.ModelFile, "", package.Model, package.Manifest.Input, package.Manifest.Output,
        package.Manifest.Hand);

    /// <summary>Null without a verifier.</summary>
    public static PackageGraph? VerifierOf(ModelPackage package) => package.Manifest is { Verifier: { } verifier } all
        ? new PackageGraph(
            verifier.File, "verifier.", package.Verifier,
            new TensorSpec(VerifierSettings.InputName, [-1, verifier.Frames, all.Features!.Coefficients]),
            new TensorSpec(VerifierSettings.OutputName, [-1, all.Labels.Count]))
        : null;
}
