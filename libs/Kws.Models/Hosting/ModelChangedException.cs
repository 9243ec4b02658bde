namespace Kws.Models;

/// <summary>The active model changed between the preparation of an input and its batch: prepare it anew.</summary>
public sealed class ModelChangedException() : Exception("the model was exchanged; prepare the input for the new one");
