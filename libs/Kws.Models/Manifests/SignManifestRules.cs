namespace Kws.Models;

/// <summary>What the manifest of a sign model must satisfy beyond the common rules.</summary>
internal static class SignManifestRules
{
    private const int MinSide = 8;
    private const int MaxSide = 1024;

    public static ModelManifest Check(ManifestDocument document, ModelManifest manifest, ManifestFaults faults)
    {
        var image = CheckImage(document.Image, faults);
        var shape = manifest.Input.Shape;
        if (image is not null)
            faults.Require(
                shape.SequenceEqual([-1, 3, image.HeightPixels, image.WidthPixels]),
                "inputs[0].shape", shape,
                    $"[-1, 3, {image.HeightPixels}, {image.WidthPixels}], three planes of the image");
        return manifest with
        {
            Image = image,
            Reading = CheckReading(document.Reading, manifest.Labels, faults),
            Hand = CheckHand(document.Outputs, faults),
        };
    }

    private static TensorSpec? CheckHand(IReadOnlyList<TensorDocument?>? outputs, ManifestFaults faults)
    {
        if (outputs is not [_, var hand])
            return null;
        faults.Require(hand is { Name: SignModel.HandOutput, Type: "float32", Shape: [-1, SignModel.HandValues] },
            "outputs[1]", hand is null ? null : $"{hand.Name} {hand.Type} [{string.Join(", ", hand.Shape ?? [])}]",
            $"{SignModel.HandOutput} float32 [-1, {SignModel.HandValues}], or no second output");
        return new TensorSpec(SignModel.HandOutput, [-1, SignModel.HandValues]);
    }

    private static ImageSpec? CheckImage(ImageDocument? image, ManifestFaults faults)
    {
        if (image is null)
        {
            faults.Add("image", null, "the model's image spec");
            return null;
        }
        faults.RequireRange("image.width_pixels", image.WidthPixels ?? 0, MinSide, MaxSide);
        faults.RequireRange("image.height_pixels", image.HeightPixels ?? 0, MinSide, MaxSide);
        faults.Require(image.ColourOrder is "rgb" or "bgr", "image.colour_order", image.ColourOrder, "rgb or bgr");
        faults.Require(image.Resize == "bilinear-antialias", "image.resize", image.Resize, "bilinear-antialias");
        faults.Require(image.Crop is "centre-square" or "stretch", "image.crop", image.Crop,
            "centre-square or stretch");
        faults.Require(image.Mean is { Count: 3 } mean && mean.All(float.IsFinite), "image.mean",
            image.Mean is null ? null : $"{image.Mean.Count} values", "3 numbers");
        faults.Require(image.Scale is { Count: 3 } scale && scale.All(value => float.IsFinite(value) && value > 0),
            "image.scale", image.Scale is null ? null : $"{image.Scale.Count} values", "3 numbers above 0");
        return new ImageSpec
        {
            WidthPixels = image.WidthPixels ?? 0,
            HeightPixels = image.HeightPixels ?? 0,
            ColourOrder = image.ColourOrder == "bgr" ? ColourOrder.Bgr : ColourOrder.Rgb,
            Mean = image.Mean ?? [],
            Scale = image.Scale ?? [],
            Crop = image.Crop == "stretch" ? ImageCrop.Stretch : ImageCrop.CentreSquare,
        };
    }

    private static ReadingSettings CheckReading(
        ReadingDocument? document,
        IReadOnlyList<string> labels,
        ManifestFaults faults)
    {
        var defaults = new ReadingSettings();
        var settings = new ReadingSettings
        {
            MinimumPosterior = document?.MinimumPosterior ?? defaults.MinimumPosterior,
            SmoothingFrames = document?.SmoothingFrames ?? defaults.SmoothingFrames,
            CommitFrames = document?.CommitFrames ?? defaults.CommitFrames,
            CommitMs = document?.CommitMs ?? defaults.CommitMs,
            WordPauseMs = document?.WordPauseMs ?? defaults.WordPauseMs,
            Confusions = document?.Confusions is { } confusions ? CheckRows(confusions, faults) : defaults.Confusions,
        };
        faults.Require(settings.MinimumPosterior is > 0 and <= 1, "reading.minimum_posterior",
            settings.MinimumPosterior, "above 0, at most 1");
        faults.RequireRange("reading.smoothing_frames", settings.SmoothingFrames, 1, 100);
        faults.RequireRange("reading.commit_frames", settings.CommitFrames, 1, 100);
        faults.RequireRange("reading.commit_ms", settings.CommitMs, 100, 10_000);
        faults.RequireRange("reading.word_pause_ms", settings.WordPauseMs, 200, 10_000);
        foreach ((var truth, var answers) in settings.Confusions)
        {
            faults.Require(labels.Contains(truth), "reading.confusions", truth, "labels of the model");
            foreach ((var answer, var share) in answers)
                faults.Require(labels.Contains(answer) && share is >= 0 and <= 1, $"reading.confusions.{truth}",
                    $"{answer}: {share}", "labels of the model and shares 0 .. 1");
        }
        return settings;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, double>> CheckRows(
        Dictionary<string, Dictionary<string, double>?> confusions,
        ManifestFaults faults)
    {
        foreach ((var truth, _) in confusions.Where(row => row.Value is null))
            faults.Add($"reading.confusions.{truth}", null, "an object, a share an answer");
        return confusions.ToDictionary(
            row => row.Key,
            row => (IReadOnlyDictionary<string, double>)(row.Value ?? []));
    }
}
