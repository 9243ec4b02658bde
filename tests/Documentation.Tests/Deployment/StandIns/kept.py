"""What the commands before have made, and how options are read."""
import contextlib
import fcntl
import json
import os

FOLDER = os.environ["STAND_IN_FOLDER"]
CHECKOUT = os.environ["STAND_IN_CHECKOUT"]
ACCOUNT = "123456789012"
START = {
    "cluster": None, "registries": [], "logins": [], "images": [], "pulled": [], "containers": [], "buckets": [],
    "repositories": [], "policies": [], "roles": [], "identities": [], "charts": [], "stacks": [],
}


class Fault(Exception):
    """A command that the real program would refuse, or that goes ahead of one that it needs."""


def need(truth, text):
    if not truth:
        raise Fault(text)


def tell_fault(text):
    with open(os.path.join(FOLDER, "faults"), "a", encoding="utf-8") as faults:
        faults.write(text.replace("\n", " ") + "\n")


@contextlib.contextmanager
def kept():
    """What there is; changes are kept. Standard input is read before, for who writes it may want this too."""
    path = os.path.join(FOLDER, "kept.json")
    with open(path + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        there = dict(START)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                there = {**START, **json.load(file)}
        yield there
        with open(path, "w", encoding="utf-8") as file:
            json.dump(there, file)


def options(arguments, switches="", values="", aliases=None):
    """Words and options of a command line; an option that is none of these is a fault. Those with a value give a list."""
    switches, values, aliases = switches.split(), values.split(), aliases or {}
    words, found, rest = [], {}, list(arguments)
    while rest:
        each = rest.pop(0)
        name, equals, value = each.partition("=")
        name = aliases.get(name, name)
        if not each.startswith("-") or each == "-":
            words.append(each)
        elif name in switches:
            found.setdefault(name, []).append(value if equals else "true")
        elif name in values:
            need(equals or rest, f"{name} wants a value")
            found.setdefault(name, []).append(value if equals else rest.pop(0))
            need(found[name][-1], f"{name} has an empty value")
        else:
            raise Fault(f"unknown option {each}")
    return words, found


def one(found, name, otherwise=None):
    need(name in found or otherwise is not None, f"{name} is missing")
    return found.get(name, [otherwise])[-1]


def file_text(path):
    need(os.path.isfile(path), f"there is no file {path}")
    with open(path, encoding="utf-8") as file:
        return file.read()


def must_be_reachable(there, image):
    """Of a registry that runs, and is logged in to where it asks for that."""
    registry = image.split("/")[0]
    need(registry in there["registries"], f"no registry {registry} runs")
    if ".dkr.ecr." in registry:
        need(registry in there["logins"], f"nobody is logged in to {registry}")
        repository = image.split("/", 1)[1].split(":")[0]
        need(repository in there["repositories"], f"no repository {repository} is there")
