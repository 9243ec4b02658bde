"""kind: a cluster in containers, and images into it."""
import cluster
from kept import kept, need, one, options


def run(_, arguments):
    with kept() as there:
        if arguments[:2] == ["create", "cluster"]:
            words, found = options(arguments[2:], "", "--name --config --image --wait")
            need(not words, f"unexpected {words}")
            cluster.new(there, one(found, "--name", "kind"), "kind")
        elif arguments[:2] == ["load", "docker-image"]:
            words, found = options(arguments[2:], "", "--name --nodes")
            need(cluster.of(there)["name"] == one(found, "--name", "kind"), f"no cluster {one(found, '--name', 'kind')}")
            need(words, "an image is missing")
            for image in words:
                need(image in there["pulled"], f"docker has no image {image}")
                there["cluster"]["images"].append(image)
        else:
            need(False, f"{' '.join(arguments[:2])} is not known here")
