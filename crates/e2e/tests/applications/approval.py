"""An application that has a text approved, and checks the receipt: nothing of Keystead's own code is used for that, only authlib, cryptography and
requests. `approval.py ask ISSUER CLIENT SECRET MEMBER TEXT` prints where the member answers and the approval's id; `approval.py check ISSUER CLIENT SECRET ID
ORIGIN` prints the text that was approved, or why the receipt is none."""

import base64
import hashlib
import json
import sys

import requests
from authlib.jose import JsonWebKey, JsonWebSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(receipt, jwks, issuer, client, origin):
    """The transaction that the receipt is about; an AssertionError where it is none."""
    # 1. The workspace says whose passkey it was.
    jws = JsonWebSignature(["ES256", "RS256", "EdDSA"])
    signed = jws.deserialize_compact(receipt.encode(), lambda header, _: JsonWebKey.import_key_set(jwks).find_by_kid(header["kid"]))
    claims = json.loads(signed["payload"])
    assert signed["header"]["typ"] == "approval-receipt+jwt", "typ"
    assert (claims["iss"], claims["aud"]) == (issuer, client), "iss and aud"
    # 2. The passkey was asked about this transaction.
    transaction = decoded(claims["transaction"])
    client_data = decoded(claims["assertion"]["clientDataJSON"])
    told = json.loads(client_data)
    assert told["type"] == "webauthn.get" and told["origin"] == origin, "type and origin"
    assert decoded(told["challenge"]) == hashlib.sha256(transaction).digest(), "challenge"
    # 3. Somebody was there and was verified.
    authenticator_data = decoded(claims["assertion"]["authenticatorData"])
    assert authenticator_data[:32] == hashlib.sha256(claims["credential"]["rp_id"].encode()).digest(), "rp_id"
    assert authenticator_data[32] & 0x05 == 0x05, "present and verified"
    # 4. The passkey's own signature.
    verify(claims["credential"], decoded(claims["assertion"]["signature"]), authenticator_data + hashlib.sha256(client_data).digest())
    # 5. What was approved.
    said = json.loads(transaction)
    assert [said[name] for name in ("id", "sub", "client_id", "iss")] == [claims[name] for name in ("jti", "sub", "aud", "iss")], "claims"
    return said


def verify(credential, signature, message):
    key = JsonWebKey.import_key(credential["public_key_jwk"]).get_public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        bits = {-7: hashes.SHA256, -35: hashes.SHA384, -36: hashes.SHA512}[credential["alg"]]
        key.verify(signature, message, ec.ECDSA(bits()))
    elif isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, message)
    else:
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


def main(what, issuer, client, secret, *more):
    if what == "ask":
        member, text = more
        asked = requests.post(f"{issuer}/approvals", auth=(client, secret), data={"text": text, "login_hint": member}, timeout=10)
        asked.raise_for_status()
        print(asked.json()["approval_uri"], asked.json()["id"])
        return
    approval, origin = more
    seen = requests.get(f"{issuer}/approvals/{approval}", auth=(client, secret), timeout=10).json()
    jwks = requests.get(f"{issuer}/.well-known/jwks.json", timeout=10).json()
    said = check(seen["receipt"], jwks, issuer, client, origin)
    # A receipt with another text in it must fail, or this check would be worth nothing.
    head, payload, signature = seen["receipt"].split(".")
    claims = json.loads(decoded(payload))
    claims["transaction"] = base64.urlsafe_b64encode(json.dumps({**said, "text": "another"}).encode()).decode().rstrip("=")
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    try:
        check(f"{head}.{forged}.{signature}", jwks, issuer, client, origin)
    except Exception:
        print(said["text"])
        return
    raise SystemExit("a forged receipt was taken")


main(*sys.argv[1:])
