using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Executors.SageMaker;
using Kws.TrainingOrchestrator.Jobs;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>The hyperparameters of AWS's DeepLens recipes.</summary>
public sealed class ImageClassificationTests
{
    private static readonly Recipe s_algorithm = new(ImageClassification.RecipeName, "", "letters");

    [Fact]
    public void Check_TheDeepLensSet_IsTaken() => ImageClassification.Check(Asked(
        ("num_layers", "18"), ("image_shape", "3, 224, 224"), ("num_classes", "24"), ("num_training_samples", "1000"),
        ("mini_batch_size", "64"), ("epochs", "20"), ("learning_rate", "0.01"), ("optimizer", "sgd"),
        ("momentum", "0.9"), ("weight_decay", "1e-4"), ("lr_scheduler_step", "5,10, 15"),
        ("lr_scheduler_factor", "0.1"), ("augmentation_type", "crop_color_transform"), ("top_k", "5"),
        ("use_pretrained_model", "1"), ("precision_dtype", "float32"), ("early_stopping", "True"),
        ("beta_1", "0.9"), ("beta_2", "0.999"), ("gamma", "0.9"), ("eps", "1e-8")));

    [Theory]
    [InlineData("num_layers", "19", "18, 34, 50, 101, 152, 200, 20, 32, 44, 56 or 110")]
    [InlineData("image_shape", "1,224,224", "3,HEIGHT,WIDTH with sides of 16 to 1024 pixels")]
    [InlineData("image_shape", "3,224", "3,HEIGHT,WIDTH with sides of 16 to 1024 pixels")]
    [InlineData("image_shape", "3,8,2000", "3,HEIGHT,WIDTH with sides of 16 to 1024 pixels")]
    [InlineData("image_shape", "3,224,224\n", "3,HEIGHT,WIDTH with sides of 16 to 1024 pixels")]
    [InlineData("num_classes", "26", "24, the data set's labels; it need not be set")]
    [InlineData("num_training_samples", "7", "1000, the data set's training files; it need not be set")]
    [InlineData("mini_batch_size", "0", "1 or more")]
    [InlineData("mini_batch_size", "1001", "1 to 1000, the data set's training files")]
    [InlineData("mini_batch_size", "99999999999", "1 or more")]
    [InlineData("epochs", "0", "1 to 10000")]
    [InlineData("epochs", "1.5", "1 to 10000")]
    [InlineData("epochs", "-1", "1 to 10000")]
    [InlineData("learning_rate", "0", "above 0, at most 1")]
    [InlineData("learning_rate", "1.01", "above 0, at most 1")]
    [InlineData("learning_rate", "NaN", "above 0, at most 1")]
    [InlineData("learning_rate", "0,1", "above 0, at most 1")]
    [InlineData("optimizer", "lion", "sgd, adam, rmsprop or nag")]
    [InlineData("momentum", "2", "0 to 1")]
    [InlineData("lr_scheduler_step", "10,5", "epochs in their order, 1 to 30")]
    [InlineData("lr_scheduler_step", "10,31", "epochs in their order, 1 to 30")]
    [InlineData("lr_scheduler_step", "ten", "epochs joined by commas, such as 10,20")]
    [InlineData("lr_scheduler_factor", "0", "above 0, at most 1")]
    [InlineData("augmentation_type", "flip", "crop, crop_color or crop_color_transform")]
    [InlineData("top_k", "25", "2 to 24, the data set's labels")]
    public void Check_Fault_NamesFieldValueAndLimit(string key, string value, string limit)
    {
        var refused = Assert.Throws<InvalidRequestException>(() => ImageClassification.Check(Asked((key, value))));
        Assert.Equal($"hyperparameters[{key}]", refused.Field);
        Assert.Equal(limit, refused.Limit);
        Assert.Contains(Printable.Text(value), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SmallNetworkFromPretrainedWeights_IsRefused()
    {
        var refused = Assert.Throws<InvalidRequestException>(() =>
            ImageClassification.Check(Asked(("num_layers", "20"), ("use_pretrained_model", "1"))));
        Assert.Equal(("hyperparameters[num_layers]", "18, 34, 50, 101, 152 or 200 with use_pretrained_model=1"),
            (refused.Field, refused.Limit));
    }

    [Fact]
    public void Check_KeyThatTheAlgorithmLacks_IsRefusedWithThoseItHas()
    {
        var refused = Assert.Throws<InvalidRequestException>(() =>
            ImageClassification.Check(Asked(("batch_size", "32"))));
        Assert.Equal("hyperparameters", refused.Field);
        Assert.Contains("mini_batch_size, momentum, num_classes", refused.Limit, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ModelToStartFrom_IsRefused() => Assert.Equal("extends", Assert.Throws<InvalidRequestException>(
        () => ImageClassification.Check(Asked() with { Extends = "letters/1.0.0" })).Field);

    [Theory]
    [InlineData("num_layers", "keys of its own")]
    [InlineData("mini_batch_size", "batch_size")]
    public void RefuseElsewhere_ItsHyperparametersWithAnotherRecipe_AreRefused(string key, string instead)
    {
        var asked = Asked((key, "18")) with { Recipe = new Recipe("small", "small.json", "small") };
        var refused = Assert.Throws<InvalidRequestException>(() =>
            ImageClassification.RefuseElsewhere(asked, "local"));
        Assert.Equal($"hyperparameters[{key}]", refused.Field);
        Assert.EndsWith($"recipe small has {instead}", refused.Limit, StringComparison.Ordinal);
    }

    [Fact]
    public void RefuseElsewhere_WhatBothHave_IsTaken() => ImageClassification.RefuseElsewhere(
        Asked(("epochs", "3"), ("learning_rate", "0.1"), ("weight_decay", "0"), ("batch_size", "8")) with
        {
            Recipe = new Recipe("small", "small.json", "small"),
        },
        "local");

    [Fact]
    public void RefuseElsewhere_TheRecipeItself_NeedsSageMaker()
    {
        var refused = Assert.Throws<InvalidRequestException>(() =>
            ImageClassification.RefuseElsewhere(Asked(), "local"));
        Assert.Equal("executor", refused.Field);
        Assert.StartsWith("'sagemaker' for the recipe image-classification", refused.Limit, StringComparison.Ordinal);
    }

    [Fact]
    public void HyperParameters_OfASmallDataSet_HaveABatchThatFits() =>
        Assert.Equal("5", ImageClassification.HyperParametersOf(Asked() with { TrainingFiles = 5 })["mini_batch_size"]);

    private static AskedJob Asked(params (string Key, string Value)[] settings) => new(
        s_algorithm, settings.ToDictionary(setting => setting.Key, setting => setting.Value), "", 24, 1_000);
}
