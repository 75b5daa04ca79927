// An OpenID provider for the tests: the certified implementation with its own development pages, told nothing but its clients. It signs in
// whoever types a name, and the name says what it vouches for: address|1 or 0 for verified|display name.
//
//   node provider.mjs NODE_MODULES CLIENTS   (a JSON list of client metadata); prints its port.

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, clients] = process.argv.slice(2);
const installed = createRequire(join(folder, "none.js")).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(installed));

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`http://localhost:${port}`, {
    clients: JSON.parse(clients),
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount(_, id) {
      const [email, verified, name] = id.split("|");
      return { accountId: id, claims: () => ({ sub: id, email, email_verified: verified === "1", name }) };
    },
  });
  server.on("request", provider.callback());
  console.log(port);
});

// Whoever started this has gone.
process.stdin.resume();
process.stdin.on("end", () => process.exit());
