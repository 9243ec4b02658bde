"""Adds up the results of a test run: .trx files and a unittest log. Prints 'N passed, N failed'."""
import pathlib
import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
MESSAGE_LENGTH = 2000
CALLS = 8
SLOWEST = 8


def why(result: ElementTree.Element) -> str:
    """The message and the innermost calls of a failed test."""
    error = f"{TRX}Output/{TRX}ErrorInfo/{TRX}"
    message, calls = (result.findtext(error + part, default="").strip() for part in ("Message", "StackTrace"))
    return "\n".join([message[:MESSAGE_LENGTH], *calls.splitlines()[:CALLS]])


def count(folder: pathlib.Path) -> tuple[int, int, int]:
    """Passed, failed and skipped tests below a folder."""
    passed = failed = skipped = 0
    for file in folder.rglob("*.trx"):
        for result in ElementTree.parse(file).iter(f"{TRX}UnitTestResult"):
            outcome = result.get("outcome")
            if outcome == "Passed":
                passed += 1
            elif outcome == "NotExecuted":
                skipped += 1
            else:
                failed += 1
                print(f"FAILED {result.get('testName')}")
                print(textwrap.indent(why(result), "    "))
    log = folder / "python.log"
    if log.exists():
        text = log.read_text(errors="replace")
        ran = re.search(r"^Ran (\d+) tests? in", text, re.MULTILINE)
        details = text[ran.end():] if ran else ""
        not_run = {word: int(number) for word, number in re.findall(r"(failures|errors|skipped)=(\d+)", details)}
        wrong = not_run.get("failures", 0) + not_run.get("errors", 0)
        failed += wrong if ran else 1
        skipped += not_run.get("skipped", 0)
        passed += int(ran.group(1)) - wrong - not_run.get("skipped", 0) if ran else 0
    return passed, failed, skipped


def slowest(folder: pathlib.Path) -> list[tuple[float, str]]:
    """Seconds and names of the tests that took longest."""
    times = []
    for file in folder.rglob("*.trx"):
        for result in ElementTree.parse(file).iter(f"{TRX}UnitTestResult"):
            hours, minutes, seconds = result.get("duration", "0:0:0").split(":")
            times.append((int(hours) * 3600 + int(minutes) * 60 + float(seconds), result.get("testName")))
    return sorted(times, reverse=True)[:SLOWEST]


def main() -> int:
    """Exit code 1 when a test failed, none ran, or a step did (the arguments after the folder name them)."""
    passed, failed, skipped = count(pathlib.Path(sys.argv[1]))
    failed_steps = sys.argv[2:]
    for seconds, name in slowest(pathlib.Path(sys.argv[1])):
        print(f"{seconds:6.1f} s  {name}")
    if skipped:
        print(f"{skipped} skipped (what they need is absent; each says what)")
    for step in failed_steps:
        print(f"FAILED step: {step}")
    if failed_steps and not failed:
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
