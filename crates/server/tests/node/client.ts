// A program in TypeScript whose calls are typed by what is generated of docs/developer/openapi.json. It signs a member in without a browser and
// does what a program of the tenant does, against a running server; whatever the types promise is looked at there.
//
//   node client.js ORIGIN TENANT WORKSPACE NAME PASSWORD POOL CLIENT_ID CLIENT_SECRET

import createClient from "openapi-fetch";
import type { paths } from "./keystead.js";

declare const process: { argv: string[] };

const [origin, tenant, workspace, identifier, password, pool, id, secret] = process.argv.slice(2) as [
  string, string, string, string, string, string, string, string,
];
const keystead = createClient<paths>({ baseUrl: origin });
const door = { tenant, workspace };

function same<T>(got: T, expected: T, what: string): void {
  if (got !== expected) throw new Error(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`);
}

// What the description does not have is no program.
// @ts-expect-error: there is no such address
void (() => keystead.GET("/{tenant}/{workspace}/nothing", { params: { path: door } }));
// @ts-expect-error: a proof has a method and a value
void (() => keystead.POST("/{tenant}/{workspace}/journey/{id}/prove", { params: { path: { ...door, id: "" } }, body: { value: "" } }));

async function signIn(): Promise<{ user: string; token: string }> {
  const started = await keystead.POST("/{tenant}/{workspace}/sign-in/start", { params: { path: door }, body: { identifier } });
  if (!started.data) throw new Error(`start: ${started.error.error_code}`);
  same(started.data.status, "continue", "start");
  same(started.data.methods.includes("password"), true, "methods");
  const journey = { params: { path: { ...door, id: started.data.journey } } };
  const ticket = started.data.ticket;

  const wrong = await keystead.POST("/{tenant}/{workspace}/journey/{id}/prove", {
    ...journey,
    body: { ticket, method: "password", value: "eleven quiet tractors in may" },
  });
  same(wrong.response.status, 401, "wrong password");
  same(wrong.error?.error_code, "proof_wrong", "wrong password");

  const came = await keystead.POST("/{tenant}/{workspace}/journey/{id}/prove", {
    ...journey,
    body: { ticket, method: "password", value: password },
  });
  // The one word tells the answers apart, for the compiler too.
  if (came.data?.status !== "signed_in" || !came.data.session_token) throw new Error(`prove: ${JSON.stringify(came)}`);
  return { user: came.data.user_id, token: came.data.session_token };
}

async function signOut(token: string, user: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  const session = await keystead.GET("/{tenant}/{workspace}/session", { params: { path: door }, headers });
  same(session.data?.user_id, user, "session");
  same(session.data?.amr[0], "pwd", "amr");
  const out = await keystead.DELETE("/{tenant}/{workspace}/session", { params: { path: door }, headers });
  same(out.response.status, 204, "sign out");
  const gone = await keystead.GET("/{tenant}/{workspace}/session", { params: { path: door }, headers });
  same(gone.error?.error_code, "not_signed_in", "after that");
}

async function manage(user: string): Promise<void> {
  const tokens = await keystead.POST("/{tenant}/{workspace}/oauth2/token", {
    params: { path: { tenant, workspace: "system" } },
    headers: { Authorization: `Basic ${btoa(`${id}:${secret}`)}`, "Content-Type": "application/x-www-form-urlencoded" },
    body: { grant_type: "client_credentials", scope: "identity" },
  });
  if (!tokens.data) throw new Error(`token: ${tokens.error.error}`);
  const headers = { Authorization: `Bearer ${tokens.data.access_token}` };
  const path = { tenant, pool, user };
  const found = await keystead.GET("/api/identity/{tenant}/system/pools/{pool}/users/{user}", { params: { path }, headers });
  same(found.data?.id, user, "user");
  same(found.data?.credentials.some((credential) => credential.type === "password"), true, "credentials");
  const begun = await keystead.POST("/api/identity/{tenant}/system/pools/{pool}/users/{user}/usernameless-webauthn/create/begin", {
    params: { path },
    headers,
  });
  same(typeof begun.data?.publicKey, "object", "options");
  const named = await keystead.PUT("/api/identity/{tenant}/system/pools/{pool}/users/{user}/webauthn/{id}/name", {
    params: { path: { ...path, id: "nothing" } },
    headers,
    body: { name: "Office key" },
  });
  same(named.error?.error_code, "credential_not_found", "name");
  const stranger = await keystead.GET("/api/identity/{tenant}/system/pools/{pool}/users/{user}", { params: { path } });
  same(stranger.error?.error_code, "invalid_access_token", "without a token");
}

const { user, token } = await signIn();
await manage(user);
await signOut(token, user);
console.log("done");
