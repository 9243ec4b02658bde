namespace Kws.Models;

/// <summary>A network of a package, as its manifest describes it.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Field">What faults put before the names of its tensors.</param>
/// <param name="Bytes">The file's content, as it was hashed.</param>
/// <param name="Input">What it is asked with.</param>
/// <param name="Output">What it answers, <c>[-1, labels]</c>.</param>
/// <param name="Further">What it answers beside that; null: nothing.</param>
/// <param name="Streaming">What it takes and returns beside them to go on from where it was; null: nothing.</param>
internal sealed record PackageGraph(
    string File, string Field, byte[] Bytes, TensorSpec Input, TensorSpec Output, TensorSpec? Further = null,
        StreamingSettings? Streaming = null)
{
    public static PackageGraph ModelOf(ModelPackage package) => new(
        PackageFileRules.ModelFile, "", package.Model, package.Manifest.Input, package.Manifest.Output,
        package.Manifest.Hand, package.Manifest.Streaming);

    /// <summary>Null without a verifier.</summary>
    public static PackageGraph? VerifierOf(ModelPackage package) => package.Manifest is { Verifier: { } verifier } all
        ? new PackageGraph(
            verifier.File, "verifier.", package.Verifier,
            new TensorSpec(VerifierSettings.InputName, [-1, verifier.Frames, all.Features!.Coefficients]),
            new TensorSpec(VerifierSettings.OutputName, [-1, all.Labels.Count]))
        : null;

    /// <summary>The network that hears unclear clips; null where the model does it itself.</summary>
    public static PackageGraph? ClipsOf(ModelPackage package) => package.Manifest is { Clips.File: { } file } all
        ? new PackageGraph(file, "clips.", package.Clips, all.Input, all.Output)
        : null;
}
