"""The .NET SDK, for what READMEs and the project's scripts ask of it."""
import glob
import os
import re

from kept import CHECKOUT, FOLDER, kept, must_be_reachable, need, one, options

SWITCHES = "--nologo --no-restore --no-build"
VALUES = "--configuration --verbosity --runtime --output --framework"
SHORT = {"-c": "--configuration", "-v": "--verbosity", "-r": "--runtime", "-o": "--output", "-f": "--framework"}


# What writes the bills of materials (deploy/containers/.config).
TOOL = "dotnet-CycloneDX"
TOOL_SWITCHES = "--disable-package-restore --include-project-references"
TOOL_VALUES = "--set-name --set-version --set-type --spec-version --output-format --output --filename"


def run(_, arguments):
    if arguments[:1] == ["tool"]:
        return tool(arguments[1:])
    if arguments[:1] == ["run"]:
        # What follows is the program's own: docs/apphost.md has it.
        _, found = options(arguments[1:arguments.index("--")], SWITCHES, f"{VALUES} --project", SHORT)
        project = one(found, "--project")
        return need(glob.glob(os.path.join(CHECKOUT, project, "*.csproj")), f"no project {project}")
    if arguments[:1] == ["restore"]:
        return need(len(arguments) > 1 and glob.glob(f"{arguments[1]}/*.csproj"), f"no project {arguments[1:2]}")
    need(arguments and arguments[0] in ("build", "publish"), f"{' '.join(arguments[:1])} is not known here")
    properties = dict(each[3:].split("=", 1) for each in arguments if each.startswith("-p:"))
    targets = [each[3:] for each in arguments if each.startswith("-t:")]
    words, found = options([each for each in arguments[1:] if not each.startswith(("-p:", "-t:"))], SWITCHES, VALUES, SHORT)
    need(len(words) == 1, f"one project is wanted, not {words}")
    project = words[0].rstrip("/")
    need(project.endswith(".csproj") and os.path.isfile(project) or len(glob.glob(f"{project}/*.csproj")) == 1,
         f"no project {project}")
    if arguments[0] == "build":
        build(project, one(found, "--configuration", "Debug"))
    else:
        need(targets == ["PublishContainer"], f"targets {targets}")
        publish(properties)


def tool(arguments):
    """Restores the tools of the folder, or writes a bill that names nothing."""
    manifest = os.path.join(".config", "dotnet-tools.json")
    need(os.path.isfile(manifest), f"no {manifest}")
    if arguments == ["restore"]:
        return
    need(arguments[:2] == ["run", TOOL], f"tool {' '.join(arguments[:2])} is not known here")
    need(len(arguments) > 2 and os.path.isfile(arguments[2]), f"no project {arguments[2:3]}")
    _, found = options(arguments[3:], TOOL_SWITCHES, TOOL_VALUES)
    with open(os.path.join(one(found, "--output", "."), one(found, "--filename", "bom.json")), "w") as bill:
        bill.write('{"components": []}')


def build(project, configuration):
    """Makes stand-ins of the programs that the real build makes."""
    there = os.path.join(CHECKOUT, os.path.relpath(project, os.path.join(FOLDER, "checkout")))
    made = glob.glob(os.path.join(there, "bin", "*", "net*", "*.runtimeconfig.json"))
    need(made, f"{project} makes no program")
    for each in made:
        folder = os.path.join(project, "bin", configuration, os.path.basename(os.path.dirname(each)))
        program = os.path.join(folder, os.path.basename(each).removesuffix(".runtimeconfig.json"))
        os.makedirs(folder, exist_ok=True)
        target = os.path.join(FOLDER, "built", os.path.basename(program))
        need(os.path.exists(target), f"there is no stand-in of {os.path.basename(program)}")
        if not os.path.lexists(program):
            os.symlink(target, program)


def publish(properties):
    base = properties["ContainerBaseImage"]
    image = f"{properties['ContainerRegistry']}/{properties['ContainerRepository']}:{properties['ContainerImageTag']}"
    need(re.fullmatch(r"[a-z0-9.:-]+(/[a-z0-9._-]+)+:[\w.-]+", image), f"{image} is no name of an image")
    with kept() as there:
        must_be_reachable(there, base)
        need(base in there["images"], f"nobody pushed the base image {base}")
        must_be_reachable(there, image)
        there["images"].append(image)
