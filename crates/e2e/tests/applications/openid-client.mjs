// An application on a server of its own whose sign-in is npm `openid-client`, used as its own documentation shows. It knows one user, and
// says on its page what it was told.
//
//   node openid-client.mjs NODE_MODULES PORT ISSUER CLIENT_ID CLIENT_SECRET

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, port, issuer, id, secret] = process.argv.slice(2);
const installed = createRequire(join(folder, "none.js")).resolve("openid-client");
const client = await import(pathToFileURL(installed));
const own = `http://127.0.0.1:${port}`;
const insecure = { execute: [client.allowInsecureRequests] };
const provider = await client.discovery(new URL(issuer), id, undefined, client.ClientSecretBasic(secret), insecure);

let asked;
let tokens;
let told = {};

async function begin(response, more) {
  asked = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce() };
  const where = client.buildAuthorizationUrl(provider, {
    redirect_uri: `${own}/callback`,
    scope: "openid profile",
    code_challenge: await client.calculatePKCECodeChallenge(asked.pkceCodeVerifier),
    code_challenge_method: "S256",
    state: asked.expectedState,
    nonce: asked.expectedNonce,
    ...more,
  });
  response.writeHead(302, { location: where.href }).end();
}

async function learn(refreshed) {
  const claims = tokens.claims();
  const who = await client.fetchUserInfo(provider, tokens.access_token, claims.sub);
  told = { name: who.preferred_username, acr: claims.acr, at: claims.auth_time, refreshed };
}

const home = (response) => response.writeHead(302, { location: "/" }).end();

const pages = {
  "/sign-in": (url, response) => begin(response, {}),
  "/step-up": (url, response) => begin(response, { acr_values: "phr" }),
  async "/callback"(url, response) {
    tokens = await client.authorizationCodeGrant(provider, url, asked);
    await learn(false);
    home(response);
  },
  async "/refresh"(url, response) {
    const before = tokens;
    tokens = await client.refreshTokenGrant(provider, before.refresh_token);
    await learn(tokens.access_token !== before.access_token && tokens.refresh_token !== before.refresh_token);
    home(response);
  },
  "/sign-out"(url, response) {
    const where = client.buildEndSessionUrl(provider, { id_token_hint: tokens.id_token, post_logout_redirect_uri: `${own}/` });
    tokens = undefined;
    told = {};
    response.writeHead(302, { location: where.href }).end();
  },
  "/"(url, response) {
    const links = told.name ? ["Refresh", "Step up", "Sign out"] : ["Sign in"];
    const anchors = links.map((words) => `<p><a href="/${words.toLowerCase().replace(" ", "-")}">${words}</a></p>`).join("");
    const facts = told.name ? `<p>Signed in as ${told.name}</p><p>acr: ${told.acr}</p><p>auth_time: <span id="at">${told.at}</span></p>` : "<p>Nobody</p>";
    const news = told.refreshed ? "<p>Refreshed</p>" : "";
    response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Application</title>${facts}${news}${anchors}`);
  },
};

createServer(async (request, response) => {
  const url = new URL(request.url, own);
  try {
    await (pages[url.pathname] ?? ((_, missing) => missing.writeHead(404).end()))(url, response);
  } catch (error) {
    response.writeHead(500, { "content-type": "text/plain" }).end(`${error.stack}\n${error.cause ?? ""}`);
  }
}).listen(Number(port), "127.0.0.1");
