"""An application on a server of its own whose sign-in is Authlib with Flask, used as its documentation shows. It knows one user.

    python3 authlib_client.py PORT ISSUER CLIENT_ID CLIENT_SECRET
"""

import logging
import sys
from urllib.parse import urlencode

from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect

port, issuer, client_id, client_secret = sys.argv[1:]
own = f"http://127.0.0.1:{port}"
logging.getLogger("werkzeug").setLevel(logging.ERROR)
app = Flask(__name__)
app.secret_key = "only for the state of a sign-in on its way"
provider = OAuth(app).register(
    "provider",
    client_id=client_id,
    client_secret=client_secret,
    server_metadata_url=f"{issuer}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
)
user = {}


def learn(token, claims, refreshed=False):
    who = provider.userinfo(token=token)
    user.update(token=token, claims=claims, name=who["preferred_username"], refreshed=refreshed)


@app.get("/sign-in")
def sign_in():
    return provider.authorize_redirect(f"{own}/callback")


@app.get("/step-up")
def step_up():
    return provider.authorize_redirect(f"{own}/callback", acr_values="phr")


@app.get("/callback")
def callback():
    token = provider.authorize_access_token()
    learn(token, token["userinfo"])
    return redirect("/")


@app.get("/refresh")
def refresh():
    before = user["token"]
    after = provider.fetch_access_token(grant_type="refresh_token", refresh_token=before["refresh_token"])
    changed = all(after[name] != before[name] for name in ("access_token", "refresh_token"))
    learn({**before, **after}, user["claims"], changed)
    return redirect("/")


@app.get("/sign-out")
def sign_out():
    hint = user["token"]["id_token"]
    user.clear()
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": f"{own}/"})
    return redirect(f"{provider.load_server_metadata()['end_session_endpoint']}?{query}")


@app.get("/")
def home():
    head = "<!doctype html><title>Application</title>"
    if not user:
        return f"{head}<p>Nobody</p><p><a href='/sign-in'>Sign in</a></p>"
    claims = user["claims"]
    links = [("refresh", "Refresh"), ("step-up", "Step up"), ("sign-out", "Sign out")]
    return "".join(
        [
            f"{head}<p>Signed in as {user['name']}</p><p>acr: {claims['acr']}</p>",
            f"<p>auth_time: <span id='at'>{claims['auth_time']}</span></p>",
            "<p>Refreshed</p>" if user["refreshed"] else "",
            *(f"<p><a href='/{path}'>{words}</a></p>" for path, words in links),
        ]
    )


app.run("127.0.0.1", int(port))
