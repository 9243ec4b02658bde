"""eksctl: https://docs.aws.amazon.com/eks/latest/eksctl/."""
import cluster
from kept import file_text, kept, need, one, options
from policies import policy_is_there
from rendered import documents

KEYS = {
    "apiVersion", "kind", "metadata", "accessConfig", "addons", "addonsConfig", "autoModeConfig", "availabilityZones",
    "cloudWatch", "fargateProfiles", "iam", "iamIdentityMappings", "identityProviders", "kubernetesNetworkConfig",
    "managedNodeGroups", "nodeGroups", "privateCluster", "secretsEncryption", "upgradePolicy", "vpc", "zonalShiftConfig",
}


def run(_, arguments):
    need(len(arguments) >= 2 and arguments[0] == "create", f"{' '.join(arguments[:2])} is not known here")
    known = {"cluster": create_cluster, "iamserviceaccount": create_account, "podidentityassociation": create_association}
    need(arguments[1] in known, f"nothing is called {arguments[1]}")
    with kept() as there:
        known[arguments[1]](there, arguments[2:])


def create_cluster(there, arguments):
    words, found = options(arguments, "", "--config-file --timeout", {"-f": "--config-file"})
    need(not words, f"unexpected {words}")
    path = one(found, "--config-file")
    made = documents(file_text(path), path)[0]
    need(made.get("apiVersion") == "eksctl.io/v1alpha5" and made.get("kind") == "ClusterConfig", f"{path} is no ClusterConfig")
    need(set(made) <= KEYS, f"unknown keys {set(made) - KEYS}")
    cluster.new(there, made["metadata"]["name"], "eks", region=made["metadata"]["region"])
    into = cluster.of(there)
    into["addons"] = [addon["name"] for addon in made.get("addons", [])]
    for each in made.get("iam", {}).get("podIdentityAssociations", []):
        if each.get("createServiceAccount"):
            cluster.add(into, "ServiceAccount", each["namespace"], each["serviceAccountName"])


def must_be_the_cluster(there, found):
    made = cluster.of(there)
    need(made["kind"] == "eks" and made["name"] == one(found, "--cluster"), f"no cluster {one(found, '--cluster')}")
    need(made["region"] == one(found, "--region", made["region"]), f"the cluster is in {made['region']}")


def create_account(there, arguments):
    words, found = options(
        arguments, "--approve --role-only --override-existing-serviceaccounts",
        "--cluster --region --namespace --name --role-name --attach-policy-arn --attach-role-arn")
    need(not words, f"unexpected {words}")
    must_be_the_cluster(there, found)
    need("--approve" in found, "without --approve it only tells what it would do")
    need("--attach-policy-arn" in found, "a policy is missing")
    for arn in found["--attach-policy-arn"]:
        policy_is_there(there, arn)
    one(found, "--name")
    there["roles"].append(one(found, "--role-name"))


def create_association(there, arguments):
    words, found = options(
        arguments, "--create-service-account",
        "--cluster --region --namespace --service-account-name --permission-policy-arns --role-arn --role-name")
    need(not words, f"unexpected {words}")
    must_be_the_cluster(there, found)
    need("eks-pod-identity-agent" in there["cluster"]["addons"], "the cluster has no eks-pod-identity-agent")
    for arn in one(found, "--permission-policy-arns").split(","):
        policy_is_there(there, arn)
    there["identities"].append(f"{one(found, '--namespace')}/{one(found, '--service-account-name')}")
