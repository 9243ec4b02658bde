"""What `kubectl apply -k` would send: by kubectl itself where it is there, else the resources of the files, which lack only
what patches change."""
import os
import subprocess

import yaml

from kept import Fault, file_text, need


def documents(text, where):
    try:
        return [each for each in yaml.safe_load_all(text) if each]
    except yaml.YAMLError as error:
        raise Fault(f"{where} is no YAML: {error}") from error


def kustomized(folder):
    by_files = [each for each in resources(folder)]
    program = os.environ.get("STAND_IN_KUBECTL")
    if not program:
        return by_files
    made = subprocess.run([program, "kustomize", folder], capture_output=True, text=True, check=False)
    need(made.returncode == 0, made.stderr.strip())
    return documents(made.stdout, folder)


def resources(folder):
    path = os.path.join(folder, "kustomization.yaml")
    made = documents(file_text(path), path)[0]
    for patch in made.get("patches", []):
        if "path" in patch:
            file_text(os.path.join(folder, patch["path"]))
    found = []
    for each in made.get("resources", []):
        beside = os.path.normpath(os.path.join(folder, each))
        found += resources(beside) if os.path.isdir(beside) else documents(file_text(beside), beside)
    images = {image["name"]: f"{image.get('newName', image['name'])}:{image.get('newTag', 'latest')}"
              for image in made.get("images", [])}
    for each in found:
        if each["kind"] not in CLUSTER_WIDE:
            each["metadata"].setdefault("namespace", made.get("namespace", "default"))
        for container in containers(each):
            container["image"] = images.get(container["image"], container["image"])
    return found


CLUSTER_WIDE = {"Namespace", "StorageClass", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition"}


def pod_of(each):
    return each.get("spec", {}).get("template", {}).get("spec", {}) if each["kind"] in ("Deployment", "StatefulSet") else {}


def containers(each):
    return pod_of(each).get("containers", []) + pod_of(each).get("initContainers", [])
