namespace NWaves.FeatureExtractors.Options;

/// <summary>Settings of mel-frequency cepstra; the DCT is the orthonormal DCT-II ("2N").</summary>
public class MfccOptions : FilterbankOptions
{
    public MfccOptions()
    {
        FilterBankSize = 24;
        NonLinearity = NonLinearityType.Log10;
    }

    public override List<string> Errors
    {
        get
        {
            var errors = base.Errors;
            if (FeatureCount <= 0)
                errors.Add("FeatureCount must be positive");
            if (FeatureCount > (FilterBank?.Length ?? FilterBankSize))
                errors.Add("FeatureCount must not exceed the number of filters");
            return errors;
        }
    }
}
