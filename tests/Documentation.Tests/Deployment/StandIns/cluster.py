"""What the stand-in's cluster holds, and what its pods wait for."""
import re

from kept import ACCOUNT, need
from rendered import CLUSTER_WIDE, containers, pod_of

BUILT_IN = re.compile(r"^(v1|(apps|batch|policy|autoscaling)/v[12]|[a-z.]+\.k8s\.io/v1)$")
# Documents of others: their address, and what they bring.
ADDRESSES = {
    r"https://github\.com/rabbitmq/cluster-operator/releases/(latest/download|download/v[0-9.]+)/cluster-operator\.yml":
        ("rabbitmq-system", "rabbitmq-cluster-operator", ["rabbitmq.com"]),
    r"https://raw\.githubusercontent\.com/cloudnative-pg/cloudnative-pg/release-(?P<line>1\.\d+)/releases/cnpg-(?P=line)\.\d+\.yaml":
        ("cnpg-system", "cnpg-controller-manager", ["postgresql.cnpg.io"]),
}


def of(there):
    need(there["cluster"], "there is no cluster")
    return there["cluster"]


def new(there, name, kind, **more):
    need(not there["cluster"], f"a cluster {there['cluster'] and there['cluster']['name']} is there already")
    objects = {key(each): each for each in (
        {"kind": "Namespace", "metadata": {"name": name}} for name in ("default", "kube-system"))}
    there["cluster"] = {"name": name, "kind": kind, "objects": objects, "groups": [], "images": [], "addons": [], **more}


def key(each):
    return f"{each['kind']}/{each['metadata'].get('namespace', '')}/{each['metadata']['name']}".lower()


def apply(cluster, objects):
    for each in objects:
        group = each["apiVersion"].split("/")[0]
        need(BUILT_IN.match(each["apiVersion"]) or group in cluster["groups"],
             f"no kind {each['kind']} of {each['apiVersion']}: its operator is not there")
        namespace = each["metadata"].get("namespace")
        need(each["kind"] in CLUSTER_WIDE or f"namespace//{namespace or 'default'}" in cluster["objects"]
             or any(key(other) == f"namespace//{namespace}" for other in objects), f"no namespace {namespace}")
        cluster["objects"][key(each)] = each


def add_operator(cluster, address):
    for pattern, (namespace, deployment, groups) in ADDRESSES.items():
        if re.fullmatch(pattern, address):
            cluster["groups"] += groups
            add(cluster, "Namespace", None, namespace)
            add(cluster, "Deployment", namespace, deployment)
            return
    need(False, f"nobody knows what {address} brings")


def add(cluster, kind, namespace, name, **more):
    each = {"kind": kind, "metadata": {"name": name, **({"namespace": namespace} if namespace else {})}, **more}
    cluster["objects"][key(each)] = each


def found(cluster, kind, namespace, name=None):
    """The objects of a kind in a namespace; there has to be one."""
    kind = {"svc": "service", "hpa": "horizontalpodautoscaler", "deploy": "deployment"}.get(kind, kind.removesuffix("s"))
    start = f"{kind}/{namespace}/"
    names = [each for each in cluster["objects"] if each == start + name] if name else \
        [each for each in cluster["objects"] if each.startswith(start)]
    need(names, f"no {kind} {name or ''} in {namespace}")
    return [cluster["objects"][each] for each in names]


def must_become_available(there, namespace):
    """Of all deployments: images, secrets, accounts, roles and buckets."""
    cluster = of(there)
    for each in found(cluster, "deployment", namespace):
        name = each["metadata"]["name"]
        for container in containers(each):
            must_have_image(there, container["image"], name)
        for secret in secrets_of(each):
            need(f"secret/{namespace}/{secret}" in cluster["objects"] or secret in secrets_of_operators(cluster, namespace),
                 f"pods of {name} wait for the secret {secret}")
        must_have_account(there, each, namespace)
    for each in cluster["objects"].values():
        for text in texts(each):
            need("111122223333" not in text, f"{key(each)} still names the account 111122223333")
        bucket = each.get("data", {}).get("Storage__S3__Bucket") if each["kind"] == "ConfigMap" else None
        need(cluster["kind"] == "kind" or not bucket or bucket in there["buckets"], f"no bucket {bucket}")


def must_have_image(there, image, deployment):
    if "/kws/" in image:
        images = there["cluster"]["images"] if there["cluster"]["kind"] == "kind" else there["images"]
        need(image in images, f"pods of {deployment} wait for the image {image}; there are {', '.join(images) or 'none'}")


def must_have_account(there, deployment, namespace):
    account = pod_of(deployment).get("serviceAccountName")
    if not account:
        return
    there_is = there["cluster"]["objects"].get(f"serviceaccount/{namespace}/{account}")
    need(there_is, f"no service account {account}")
    role = there_is["metadata"].get("annotations", {}).get("eks.amazonaws.com/role-arn")
    if role:
        need(role.startswith(f"arn:aws:iam::{ACCOUNT}:role/") and role.split("/")[-1] in there["roles"], f"no role {role}")


def secrets_of(deployment):
    for container in containers(deployment):
        for variable in container.get("env", []):
            reference = variable.get("valueFrom", {}).get("secretKeyRef")
            if reference and not reference.get("optional"):
                yield reference["name"]
        for source in container.get("envFrom", []):
            if "secretRef" in source and not source["secretRef"].get("optional"):
                yield source["secretRef"]["name"]
    for volume in pod_of(deployment).get("volumes", []):
        if "secret" in volume and not volume["secret"].get("optional"):
            yield volume["secret"]["secretName"]


def secrets_of_operators(cluster, namespace):
    for each in cluster["objects"].values():
        if each["metadata"].get("namespace") == namespace and each["kind"] == "RabbitmqCluster":
            yield f"{each['metadata']['name']}-default-user"
        if each["metadata"].get("namespace") == namespace and each["kind"] == "Cluster":
            yield f"{each['metadata']['name']}-ca"


def texts(value):
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value
