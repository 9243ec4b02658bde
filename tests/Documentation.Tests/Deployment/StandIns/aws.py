"""AWS's command line, by botocore's models of the services."""
import json
import os
import sys

import jmespath
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

from kept import ACCOUNT, Fault, file_text, kept, need
from policies import policy_is_there

REGION = "eu-central-1"
GLOBAL = ("--region", "--query", "--output", "--profile")


def run(_, arguments):
    need(len(arguments) >= 2, "a service and an operation are missing")
    service, command, rest = arguments[0], arguments[1], arguments[2:]
    given = pairs(rest[1:] if (service, command) == ("configure", "get") else rest)
    if (service, command) == ("configure", "get"):
        need(rest[:1] == ["region"], "only the region is set")
        return print(REGION)
    if (service, command) == ("ecr", "get-login-password"):
        need(set(given) <= set(GLOBAL), f"unknown option among {given}")
        return print("password")
    # `aws s3` is another set of commands, of files.
    need(service != "s3", "aws s3 is not known here; aws s3api is")
    service = "s3" if service == "s3api" else service
    try:
        model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    except UnknownServiceError as error:
        raise Fault(f"no service {service}") from error
    names = {xform_name(name, "-"): name for name in model.operation_names}
    need(command in names, f"{service} has no operation {command}")
    operation = model.operation_model(names[command])
    asked = request(given, operation.input_shape)
    with kept() as there:
        found = answer(there, service, names[command], asked, given.get("--region", REGION))
    for key in found:
        need(key in operation.output_shape.members, f"{names[command]} answers no {key}")
    return show(found, given)


def pairs(arguments):
    given = {}
    for i in range(0, len(arguments), 2):
        need(arguments[i].startswith("--"), f"unexpected {arguments[i]}")
        need(i + 1 < len(arguments) and arguments[i + 1], f"{arguments[i]} wants a value")
        given[arguments[i]] = arguments[i + 1]
    return given


def request(given, shape):
    """The request that the options make, valid by the service's model."""
    members = {"--" + xform_name(name, "-"): name for name in (shape.members if shape else {})}
    asked = {}
    for option, value in given.items():
        if option in GLOBAL:
            continue
        need(option in members, f"unknown option {option}")
        asked[members[option]] = valued(value, shape.members[members[option]])
    if shape:
        report = ParamValidator().validate(asked, shape)
        need(not report.has_errors(), report.generate_report())
    return asked


def valued(text, shape):
    if text.startswith("file://"):
        text = file_text(text[len("file://"):])
        try:
            document = json.loads(text)
        except ValueError as error:
            raise Fault(f"no JSON: {error}") from error
        return document if shape.type_name in ("structure", "list", "map") else text
    if shape.type_name == "structure":
        return json.loads(text) if text.startswith("{") else dict(each.split("=", 1) for each in text.split(","))
    if shape.type_name == "list":
        return json.loads(text) if text.startswith("[") else text.split(",")
    if shape.type_name in ("integer", "long"):
        return int(text)
    return text


def answer(there, service, operation, asked, region):
    known = ANSWERS.get((service, operation))
    need(known, f"tests/Documentation.Tests has no answer of {service} {operation}")
    return known(there, asked, region) or {}


def create_bucket(there, asked, region):
    constraint = asked.get("CreateBucketConfiguration", {}).get("LocationConstraint")
    need(constraint == (None if region == "us-east-1" else region), f"no bucket of {constraint} by way of {region}")
    there["buckets"].append(asked["Bucket"])


def create_policy(there, asked, _):
    document(asked["PolicyDocument"])
    there["policies"].append(f"arn:aws:iam::{ACCOUNT}:policy/{asked['PolicyName']}")


def create_role(there, asked, _):
    document(asked["AssumeRolePolicyDocument"])
    there["roles"].append(asked["RoleName"])


def document(text):
    need(json.loads(text).get("Statement"), "a policy without a Statement")


def attach_role_policy(there, asked, _):
    need(asked["RoleName"] in there["roles"], f"no role {asked['RoleName']}")
    policy_is_there(there, asked["PolicyArn"])


def describe_cluster(there, asked, _):
    need(there["cluster"] and there["cluster"]["name"] == asked["name"], f"no cluster {asked['name']}")
    return {"cluster": {"name": asked["name"], "resourcesVpcConfig": {"vpcId": "vpc-0123456789abcdef0"}}}


def create_repository(there, asked, region):
    there["repositories"].append(asked["repositoryName"])
    registry = f"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com"
    if registry not in there["registries"]:
        there["registries"].append(registry)


def filter_log_events(there, asked, _):
    need(asked["logGroupName"] in there.get("logs", []), f"no log group {asked['logGroupName']}")
    return {"events": [{"message": "come in by https://kws.example.org/connect/join#code"}]}


ANSWERS = {
    ("sts", "GetCallerIdentity"): lambda *_: {"Account": ACCOUNT},
    ("s3", "CreateBucket"): create_bucket,
    ("iam", "CreatePolicy"): create_policy,
    ("iam", "CreateRole"): create_role,
    ("iam", "AttachRolePolicy"): attach_role_policy,
    ("eks", "DescribeCluster"): describe_cluster,
    ("ecr", "CreateRepository"): create_repository,
    ("logs", "FilterLogEvents"): filter_log_events,
}


def show(found, given):
    if "--query" in given:
        try:
            found = jmespath.search(given["--query"], found)
        except jmespath.exceptions.JMESPathError as error:
            raise Fault(f"--query: {error}") from error
        need(found is not None, f"the answer has no {given['--query']}")
    if given.get("--output") == "text":
        need(not isinstance(found, dict), "text of a whole structure")
        print("\t".join(map(str, found)) if isinstance(found, list) else found)
    elif found:
        need(given.get("--output", "json") == "json", f"no output {given.get('--output')}")
        json.dump(found, sys.stdout)
        print(end=os.linesep)
