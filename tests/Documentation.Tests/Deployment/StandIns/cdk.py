"""npx aws-cdk: the real app is synthesised with the context of cdk.json; nothing is deployed."""
import glob
import json
import os
import subprocess

from kept import ACCOUNT, CHECKOUT, FOLDER, file_text, kept, need, options

REGION = "eu-central-1"
VERBS = {"bootstrap": "", "deploy": "--all --exclusively", "destroy": "--all --force", "diff": "--all", "synth": "", "list": ""}


def run(_, arguments):
    need(arguments and arguments[0] in ("aws-cdk@2", "cdk"), f"{' '.join(arguments[:1])} is not known here")
    need(len(arguments) > 1 and arguments[1] in VERBS, f"cdk {' '.join(arguments[1:2])} is not known here")
    verb = arguments[1]
    words, found = options(arguments[2:], VERBS[verb], "--context --require-approval --profile --output", {"-c": "--context"})
    need(os.path.exists("cdk.json"), "there is no cdk.json here")
    stacks = synthesised(found.get("--context", []))
    for word in words:
        need(word in stacks, f"no stack {word}; there are {', '.join(stacks)}")
    need(verb not in ("deploy", "destroy") or words or "--all" in found, "stacks or --all are wanted")
    with kept() as there:
        if verb == "bootstrap":
            there["stacks"].append("CDKToolkit")
        elif verb == "deploy":
            need("CDKToolkit" in there["stacks"], "the account is not bootstrapped")
            for name in stacks if "--all" in found else words:
                deploy(there, name, stacks[name])
        elif verb == "destroy":
            gone = stacks if "--all" in found else words
            there["stacks"] = [each for each in there["stacks"] if each not in gone]
        told = there.pop("told", [])
    for command in told:
        # As who deploys would; the stand-in of aws tells its own faults.
        subprocess.run(["bash", "-c", command], check=False)


def deploy(there, name, template):
    there["stacks"].append(name)
    for each in template["Resources"].values():
        if each["Type"] == "AWS::ECR::Repository":
            there["repositories"].append(each["Properties"]["RepositoryName"])
            registry = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
            there["registries"] += [] if registry in there["registries"] else [registry]
        if each["Type"] == "AWS::Logs::LogGroup":
            there.setdefault("logs", []).append(each["Properties"].get("LogGroupName"))
    if any(each["Type"] == "AWS::ECS::Service" for each in template["Resources"].values()):
        pushed = [image.split("/", 1)[1].split(":")[0] for image in there["images"]]
        wanted = [each for each in there["repositories"] if each.startswith("kws/")]
        need(wanted and all(each in pushed for each in wanted), f"of {wanted} only {pushed} were pushed")
    for output in template.get("Outputs", {}).values():
        if str(output["Value"]).startswith("aws "):
            there.setdefault("told", []).append(output["Value"])


def synthesised(context):
    """Its stacks, which no value of the context makes others; made once."""
    settings = file_text(os.path.join(CHECKOUT, "deploy", "aws", "AwsSettings.cs"))
    for each in context:
        name, equals, value = each.partition("=")
        need(equals and value, f"--context {each} says nothing")
        need(f'"{name}"' in settings, f"the app reads no {name}")
    with open("cdk.json", encoding="utf-8") as file:
        asked = {**json.load(file)["context"], "manifest": os.environ["STAND_IN_MANIFEST"]}
    out = os.path.join(FOLDER, "cdk.out")
    if not os.path.isdir(out):
        done = subprocess.run(
            [os.environ["STAND_IN_DOTNET"], os.environ["STAND_IN_CDK_APP"]], capture_output=True, text=True, check=False,
            env={**os.environ, "PATH": os.environ["STAND_IN_PATH"], "CDK_OUTDIR": out, "CDK_CONTEXT_JSON": json.dumps(asked)})
        need(done.returncode == 0, done.stderr.strip()[-500:])
    found = {}
    for path in sorted(glob.glob(f"{out}/*.template.json")):
        with open(path, encoding="utf-8") as file:
            found[os.path.basename(path).removesuffix(".template.json")] = json.load(file)
    return found
