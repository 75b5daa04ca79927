// Somebody's site on better-auth, with its tables in memory: it signs people up as every such site does, and shows its tables as an operator would
// take them along.
//
//   node better-auth.mjs NODE_MODULES ORIGIN   prints its port; the tables are at /tables.

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, origin] = process.argv.slice(2);
const { resolve } = createRequire(join(folder, "none.js"));
const installed = (name) => import(pathToFileURL(resolve(name)));

const { betterAuth } = await installed("better-auth");
const { memoryAdapter } = await installed("better-auth/adapters/memory");
const { toNodeHandler } = await installed("better-auth/node");
const { twoFactor, username } = await installed("better-auth/plugins");
const { passkey } = await installed("@better-auth/passkey");

const tables = { user: [], session: [], account: [], verification: [], passkey: [], twoFactor: [] };
const site = betterAuth({
  baseURL: origin,
  secret: "of a site that lives as long as a test does",
  database: memoryAdapter(tables),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [username(), twoFactor(), passkey({ rpID: "localhost", rpName: "Elsewhere", origin })],
});
const answer = toNodeHandler(site);
const server = createServer((request, response) =>
  request.url === "/tables" ? response.end(JSON.stringify(tables)) : answer(request, response),
);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

// Whoever started this has gone.
process.stdin.resume();
process.stdin.on("end", () => process.exit());
