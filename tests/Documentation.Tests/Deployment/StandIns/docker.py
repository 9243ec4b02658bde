"""docker with Compose, and what of buildah is the same."""
import os
import re
import sys

from kept import file_text, kept, must_be_reachable, need, one, options
from rendered import documents


def run(name, arguments):
    need(arguments, "a command is missing")
    known = {"login": login} if name == "buildah" else {"login": login, "run": run_container, "pull": pull, "compose": compose}
    need(arguments[0] in known, f"{arguments[0]} is not known here")
    known[arguments[0]](arguments[1:])


def login(arguments):
    words, found = options(arguments, "--password-stdin", "--username", {"-u": "--username"})
    one(found, "--username")
    need("--password-stdin" in found and len(words) == 1, "--password-stdin and a registry are wanted")
    need(sys.stdin.read().strip(), "no password came in")
    with kept() as there:
        there["logins"].append(words[0])


def run_container(arguments):
    words, found = options(arguments, "--detach --rm", "--name --publish --volume --env",
                           {"-d": "--detach", "-p": "--publish", "-v": "--volume", "-e": "--env"})
    need(len(words) == 1, "an image is wanted")
    with kept() as there:
        name = one(found, "--name", words[0])
        need(name not in there["containers"], f"a container {name} is there already")
        there["containers"].append(name)
        if re.fullmatch(r"registry:[23]", words[0]):
            for ports in found.get("--publish", []):
                need(ports.endswith(":5000"), f"a registry listens on 5000, not as {ports} has it")
                there["registries"].append(f"localhost:{ports.split(':')[-2]}")


def pull(arguments):
    words, _ = options(arguments, "--quiet", "--platform", {"-q": "--quiet"})
    need(len(words) == 1, "an image is wanted")
    with kept() as there:
        must_be_reachable(there, words[0])
        need(words[0] in there["images"], f"nobody pushed {words[0]}")
        there["pulled"].append(words[0])


def compose(arguments):
    rest, files = list(arguments), []
    while rest and rest[0] in ("-f", "--file"):
        need(len(rest) > 1, "-f wants a file")
        files.append(rest[1])
        rest = rest[2:]
    if not files:
        files = [name for name in ("compose.yaml", "docker-compose.yaml") if os.path.exists(name)]
        need(files, "no configuration file is here; name it with -f")
    need(rest and rest[0] in COMPOSE, f"compose {' '.join(rest[:1])} is not known here")
    words, _ = options(rest[1:], *COMPOSE[rest[0]])
    made = documents(interpolated(files[0]), files[0])[0]
    for service in words:
        need(service in made["services"], f"no service {service}")
    with kept() as there:
        if rest[0] == "up":
            for service in made["services"].values():
                if "/kws/" in service["image"]:
                    must_be_reachable(there, service["image"])
                    need(service["image"] in there["images"], f"nobody pushed {service['image']}")
            there["containers"] += list(made["services"])
        else:
            need("gateway" in there["containers"] or rest[0] in ("config", "down"), "nothing is up")
        if rest[0] == "logs":
            print(f"{words[0] if words else 'gateway'}-1  | come in by http://localhost:5300/connect/join#code once")
        if rest[0] == "down":
            there["containers"] = [each for each in there["containers"] if each not in made["services"]]


COMPOSE = {
    "up": ("-d --detach --wait", "--timeout"), "down": ("-v --volumes --remove-orphans", "--timeout"),
    "logs": ("-f --follow --no-log-prefix", "--tail -n"), "config": ("-q --quiet", ""), "ps": ("-a --all", ""),
    "pull": ("-q --quiet", ""),
}


def interpolated(path):
    """As Compose does it: from the environment, else from .env beside the file."""
    variables, beside = {}, os.path.join(os.path.dirname(path), ".env")
    if os.path.exists(beside):
        for line in file_text(beside).splitlines():
            name, equals, value = line.partition("=")
            variables.update({name: value} if equals else {})
    variables.update(os.environ)

    def value_of(match):
        name, colon, sign, text = match.groups()
        value = variables.get(name)
        if value is None or (colon and not value):
            need(sign == "-", f"{name} is not set" + (f": {text}" if sign else ""))
            value = text
        return value

    return re.sub(r"\$\{(\w+)(?:(:?)([-?])([^}]*))?\}", value_of, file_text(path))
