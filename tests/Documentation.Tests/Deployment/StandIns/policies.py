"""Policies that there are: AWS's own, as far as the READMEs use them, and those that were made."""
from kept import need

MANAGED = {
    "AmazonEC2ContainerRegistryReadOnly", "AmazonS3ReadOnlyAccess", "CloudWatchLogsFullAccess", "AmazonSageMakerFullAccess",
}


def policy_is_there(there, arn):
    managed = arn.startswith("arn:aws:iam::aws:policy/") and arn.split("/")[-1] in MANAGED
    need(managed or arn in there["policies"], f"no policy {arn}")
