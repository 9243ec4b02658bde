// Each mesh takes all processors while it starts: two at once would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
