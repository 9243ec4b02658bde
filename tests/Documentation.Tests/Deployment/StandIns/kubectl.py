"""kubectl: its verbs and options, and what they ask of the cluster."""
import re
import sys

import cluster
from kept import file_text, kept, need, one, options
from rendered import documents, kustomized

SHORT = {"-n": "--namespace", "-f": "--filename", "-k": "--kustomize", "-l": "--selector", "-o": "--output", "-c": "--container"}
# Switches, and options with a value; `kubectl VERB --help` lists them.
VERBS = {
    "apply": ("--server-side --force-conflicts", "--filename --kustomize --dry-run --output"),
    "create": ("", "--filename --cert --key --dry-run --output --from-literal --from-file"),
    "delete": ("--ignore-not-found --wait", "--filename --kustomize --selector"),
    "describe": ("", "--selector"),
    "get": ("--all-namespaces --watch", "--output --selector"),
    "logs": ("--follow --all-containers --prefix", "--selector --tail --container --since"),
    "port-forward": ("", "--address"),
    "rollout": ("", "--timeout --selector"),
    "top": ("--containers", "--selector"),
    "wait": ("--all", "--for --timeout --selector"),
}


def run(_, arguments):
    verb, rest, namespace = verb_of(arguments)
    need(verb in VERBS, f"unknown command {verb}")
    switches, values = VERBS[verb]
    words, found = options(rest, switches, values + " --namespace --context", SHORT)
    namespace = one(found, "--namespace", namespace)
    read = sys.stdin.read() if found.get("--filename") == ["-"] else None
    with kept() as there:
        DOES[verb](there, namespace, words, found, read)


def verb_of(arguments):
    rest, namespace = list(arguments), "default"
    while rest and rest[0].startswith("-"):
        need(rest[0] in ("-n", "--namespace", "--context") and len(rest) > 1, f"unknown option {rest[0]}")
        namespace = rest[1] if rest[0] != "--context" else namespace
        rest = rest[2:]
    need(rest, "a command is missing")
    return rest[0], rest[1:], namespace


def sent(found, namespace, read):
    if "--kustomize" in found:
        return kustomized(one(found, "--kustomize"))
    objects = []
    for name in found["--filename"]:
        objects += documents(read if name == "-" else file_text(name), name)
    for each in objects:
        if each["kind"] not in cluster.CLUSTER_WIDE:
            each["metadata"].setdefault("namespace", namespace)
    return objects


def apply(there, namespace, words, found, read):
    need(not words, f"unexpected {words}")
    need(("--kustomize" in found) != ("--filename" in found), "one of -f and -k is wanted")
    into, addresses = cluster.of(there), []
    if "--filename" in found:
        addresses = [each for each in found["--filename"] if each.startswith("https://")]
        found["--filename"] = [each for each in found["--filename"] if each not in addresses]
    for address in addresses:
        need("--server-side" in found, "definitions of kinds are too long for an apply that is not --server-side")
        cluster.add_operator(into, address)
    cluster.apply(into, sent(found, namespace, read))


def create(there, namespace, words, found, read):
    into = cluster.of(there)
    if words[:1] == ["namespace"] and len(words) == 2:
        cluster.add(into, "Namespace", None, words[1])
    elif words[:2] == ["secret", "tls"] and len(words) == 3:
        for option in ("--cert", "--key"):
            file_text(one(found, option))
        need(f"namespace//{namespace}" in into["objects"], f"no namespace {namespace}")
        cluster.add(into, "Secret", namespace, words[2])
    else:
        need(not words and "--filename" in found, f"create {' '.join(words)} is not known here")
        cluster.apply(into, sent(found, namespace, read))


def delete(there, namespace, words, found, read):
    need(not words and "--kustomize" in found, f"delete {' '.join(words)} is not known here")
    for each in sent(found, namespace, read):
        cluster.of(there)["objects"].pop(cluster.key(each), None)


def get(there, namespace, words, found, _):
    need(words, "a kind is missing")
    objects = there["cluster"] and cluster.of(there)["objects"]
    if words[0] == "namespace" or words[0] == "secret":
        wanted = f"{words[0]}/{namespace if words[0] == 'secret' else ''}/{words[1]}"
        sys.exit(0 if wanted in (objects or {}) else 1)
    found_objects = cluster.found(cluster.of(there), words[0], namespace, *words[1:])
    if one(found, "--output", "wide").startswith("jsonpath="):
        path = one(found, "--output")
        need(path == "jsonpath={.status.loadBalancer.ingress[0].hostname}", f"{path} is not known here")
        need(found_objects[0]["spec"].get("type") == "LoadBalancer", "it has no balancer")
        print("kws-0123456789abcdef.elb.eu-central-1.amazonaws.com")


def describe(there, namespace, words, _, __):
    need(words, "a kind is missing")
    cluster.found(cluster.of(there), words[0], namespace, *words[1:])


def logs(there, namespace, words, found, _):
    if words:
        kind, name = words[0].split("/") if "/" in words[0] else ("pod", words[0])
        pods = cluster.found(cluster.of(there), kind, namespace, name)
    else:
        label, value = one(found, "--selector").split("=")
        pods = [each for each in cluster.found(cluster.of(there), "deployment", namespace)
                if each["spec"]["template"]["metadata"]["labels"].get(label) == value]
    need(pods, "no pods are so called")
    print("come in by http://localhost:5300/connect/join#code once")


def port_forward(there, namespace, words, _, __):
    need(len(words) >= 2, "ports are missing")
    kind, _, name = words[0].partition("/")
    forwarded = cluster.found(cluster.of(there), kind, namespace, name)[0]
    for each in words[1:]:
        need(re.fullmatch(r"(\d+:)?\d+", each), f"{each} is no port")
        need(forwarded["kind"] != "Service" or int(each.split(":")[-1]) in [p["port"] for p in forwarded["spec"]["ports"]],
             f"{words[0]} has no port {each}")


def rollout(there, namespace, words, _, __):
    need(words and words[0] in ("status", "restart", "undo", "history") and len(words) >= 2, f"no rollout {' '.join(words)}")
    kind, _, name = words[1].partition("/")
    cluster.found(cluster.of(there), kind, namespace, *([name] if name else []))


def top(there, _, words, __, ___):
    need(words and words[0] in ("pods", "pod", "nodes", "node"), "pods or nodes are wanted")
    need(cluster.of(there)["kind"] == "kind" or "metrics-server" in there["cluster"]["addons"], "there is no metrics-server")


def wait(there, namespace, words, found, _):
    need(one(found, "--for").startswith(("condition=", "delete", "jsonpath=")), f"--for={one(found, '--for')}")
    need(re.fullmatch(r"\d+(s|m|h)", one(found, "--timeout", "30s")), f"--timeout={found.get('--timeout')}")
    need(words in (["deployment"], ["deployments"]) and "--all" in found, f"wait {' '.join(words)} is not known here")
    cluster.must_become_available(there, namespace)


DOES = {"apply": apply, "create": create, "delete": delete, "describe": describe, "get": get, "logs": logs,
        "port-forward": port_forward, "rollout": rollout, "top": top, "wait": wait}
