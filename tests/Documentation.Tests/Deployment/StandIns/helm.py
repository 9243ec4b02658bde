"""helm: repositories, and charts with their values."""
import cluster
from kept import file_text, kept, need, one, options
from rendered import documents

# The charts that the READMEs use, and the groups of kinds that they bring.
CHARTS = {
    "https://aws.github.io/eks-charts": {"aws-load-balancer-controller": ["elbv2.k8s.aws"]},
    "https://prometheus-community.github.io/helm-charts": {
        "kube-prometheus-stack": ["monitoring.coreos.com"], "prometheus-adapter": []},
}


def run(_, arguments):
    with kept() as there:
        if arguments[:2] == ["repo", "add"]:
            words, _ = options(arguments[2:], "--force-update")
            need(len(words) == 2, "a name and an address are wanted")
            need(words[1] in CHARTS, f"nobody knows the repository {words[1]}")
            there["charts"].append(words)
        elif arguments[:1] in (["upgrade"], ["install"]):
            install(there, arguments)
        else:
            need(False, f"{' '.join(arguments[:2])} is not known here")


def install(there, arguments):
    words, found = options(
        arguments[1:], "--create-namespace --wait" + (" --install" if arguments[0] == "upgrade" else ""),
        "--namespace --set --set-string --values --version --timeout", {"-n": "--namespace", "-f": "--values", "-i": "--install"})
    need(len(words) == 2, f"a release and a chart are wanted, not {words}")
    need(arguments[0] == "install" or "--install" in found, f"no release {words[0]} to upgrade")
    repository, _, chart = words[1].partition("/")
    address = dict(there["charts"]).get(repository)
    need(address, f"no repository {repository} was added")
    need(chart in CHARTS[address], f"{address} has no chart {chart}")
    into, namespace = cluster.of(there), one(found, "--namespace", "default")
    need("--create-namespace" in found or f"namespace//{namespace}" in into["objects"], f"no namespace {namespace}")
    cluster.add(into, "Namespace", None, namespace)
    for path in found.get("--values", []):
        need(isinstance(documents(file_text(path), path)[0], dict), f"{path} holds no values")
    values = {}
    for each in found.get("--set", []):
        name, equals, value = each.partition("=")
        need(equals and value, f"--set {each} sets nothing")
        values[name] = value
    if values.get("serviceAccount.create") == "false":
        cluster.found(into, "serviceaccount", namespace, values.get("serviceAccount.name", "default"))
    need(values.get("clusterName", into["name"]) == into["name"], f"no cluster {values.get('clusterName')}")
    need(values.get("region", into.get("region")) == into.get("region"), f"the cluster is not in {values.get('region')}")
    into["groups"] += CHARTS[address][chart]
