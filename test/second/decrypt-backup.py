"""Decrypts a backup with the key file, written from docs/backup.md and docs/crypto-format.md alone.

Usage: age --decrypt -i key.txt vault.age | python3 decrypt-backup.py root.key
Prints a JSON line for each version: space, name, version, fields. Needs the package `cryptography`.
"""
import base64
import json
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def lp(*parts):
    """Each part behind its length as 4 bytes, big endian."""
    out = b""
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        out += len(data).to_bytes(4, "big") + data
    return out


def open_sealed(key, sealed, purpose, instance, key_id, *ids):
    bound = lp("polyvault", "1", "aes-256-gcm", purpose, instance, key_id, *ids)
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], bound)


def read_tables(lines):
    tables, name, columns = {}, None, []
    for text in lines:
        line = json.loads(text)
        if isinstance(line, list):
            values = [base64.b64decode(v["b"]) if isinstance(v, dict) else v for v in line]
            tables[name].append(dict(zip(columns, values)))
        elif "table" in line:
            name, columns = line["table"], line["columns"]
            tables[name] = []
    return tables


def root_key(tables, key_file):
    head, _, encoded = open(key_file).read().strip().partition(":")
    assert head == "polyvault-key-1", "not a key file"
    for slot in tables["seal_slots"]:
        if slot["kind"] != "key-file":
            continue
        instance = json.loads(slot["params"])["instanceId"]
        info = lp("polyvault-slot", "1", slot["id"])
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=instance.encode(), info=info)
        key = hkdf.derive(base64.b64decode(encoded))
        return instance, open_sealed(key, slot["sealed_root"], "root-key", instance, "slot", slot["id"])
    raise SystemExit("no slot of a key file")


def main(key_file):
    tables = read_tables(sys.stdin)
    instance, root = root_key(tables, key_file)
    keks = {
        row["term"]: open_sealed(root, row["sealed"], "keyring", instance, "root", "kek", str(row["term"]))
        for row in tables["keyring_keys"]
        if row["purpose"] == "kek"
    }
    spaces = {row["id"]: row for row in tables["spaces"]}
    secrets = {row["id"]: row for row in tables["secrets"]}
    for version in tables["versions"]:
        if version["sealed"] is None:
            continue
        secret = secrets[version["secret_id"]]
        space = spaces[secret["space_id"]]
        term = space["kek_term"]
        space_key = open_sealed(
            keks[term], space["wrapped_key"], "space-key", instance, f"kek.{term}", space["id"]
        )
        place = (space["id"], secret["id"], str(version["version"]))
        key = open_sealed(space_key, version["wrapped_key"], "version-key", instance, "space", *place)
        fields = dict(json.loads(version["public_fields"]))
        fields.update(json.loads(open_sealed(key, version["sealed"], "fields", instance, "version", *place)))
        entry = {"space": space["path"], "name": secret["name"], "version": version["version"], "fields": fields}
        print(json.dumps(entry))


if __name__ == "__main__":
    main(sys.argv[1])
