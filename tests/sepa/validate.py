"""Validates the files in a folder, and those that tests read, against the definitions in some packages.

    validate.py PACKAGES FOLDER
"""

import glob
import json
import os
import re
import sys

import xmlschema

packages, folder = sys.argv[1:]
schemas = {}
faults = 0


def definition(message):
    """The definition of a message, from the package that carries it."""
    if message not in schemas:
        kind = message.split(".")[0] + message.split(".")[1]
        place = {
            "pain001": f"sepaxml/schemas/{message}.xsd",
            "pain002": f"pain001/pain002/schemas/{message}.xsd",
            "camt053": f"camt053/xsd/{message}.xsd",
        }[kind]
        schemas[message] = xmlschema.XMLSchema(os.path.join(packages, place))
    return schemas[message]


def fault(what):
    global faults
    faults += 1
    print(f"FAULT {what}")


def validate(path, source, message):
    errors = [f"{error.path}: {error.reason}" for error in definition(message).iter_errors(source)]
    for error in errors[:5]:
        fault(f"{path}: {error}")
    if not errors:
        print(f"{path}: valid {message}")


written = sorted(glob.glob(f"{folder}/*.xml"))
if len(written) < 5:
    fault(f"only {len(written)} files were written")
for path in written:
    validate(path, path, "pain.001.001.09")

# That a definition refuses something shows that it is looked at.
with open(written[0], encoding="utf-8") as file:
    wrong = file.read().replace("<ChrgBr>SLEV", "<ChrgBr>SEPA", 1)
if definition("pain.001.001.09").is_valid(wrong):
    fault("the definition takes what is wrong")

# No package carries version 10 of the status report; what is read of it is the same in version 12.
for path in sorted(glob.glob("crates/sepa/tests/files/*.xml")):
    message = os.path.basename(path).removesuffix(".xml")
    with open(path, encoding="utf-8") as file:
        source = file.read().split("?>", 1)[1]
    if message == "pain.002.001.10":
        source, message = source.replace(message, "pain.002.001.12"), "pain.002.001.12"
    validate(path, source, message)

# The codes that the crate knows stand in the lists that ISO 20022 publishes beside the definitions.
with open(glob.glob(f"{packages}/pain001/corpus/data/external_codes/*.json")[0], encoding="utf-8") as file:
    lists = json.load(file)["definitions"]


def listed(*names):
    return {code for name in names for code in lists[name]["enum"]}


def in_code(path, pattern):
    with open(path, encoding="utf-8") as file:
        return set(re.findall(pattern, file.read()))


reasons = in_code("crates/sepa/src/reason.rs", r'(?m)^\s+"([A-Z0-9]{4})" =>')
statuses = in_code("crates/sepa/src/status/mod.rs", r'"([A-Z]{4})"(?= \||\s+\||\s=>)')
for what, found, known in [
    ("reason", reasons, listed("ExternalStatusReason1Code", "ExternalReturnReason1Code")),
    ("status", statuses, listed("ExternalPaymentTransactionStatus1Code", "ExternalPaymentGroupStatus1Code")),
    ("category", {"SSBE"}, listed("ExternalCategoryPurpose1Code")),
    ("purpose", {"SSBE"}, listed("ExternalPurpose1Code")),
]:
    if not found:
        fault(f"no {what} codes were found in the code")
    for code in sorted(found - known):
        fault(f"{what} code {code} stands in no list of ISO 20022")
    print(f"{len(found)} {what} codes are known to ISO 20022")

sys.exit(1 if faults else 0)
