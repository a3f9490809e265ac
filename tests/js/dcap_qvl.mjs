// Reads cases from stdin as attest.mjs does and prints what @phala/dcap-qvl says of each:
// {"status", "advisories"} or {"error"}.
import { createInterface } from "node:readline";
import qvl from "@phala/dcap-qvl";

for await (const line of createInterface({ input: process.stdin })) {
  const c = JSON.parse(line);
  try {
    const verifier = c.root ? qvl.QuoteVerifier.newWithRootCa(Buffer.from(c.root, "hex")) : qvl.QuoteVerifier.newProd();
    const r = verifier.verify(Buffer.from(c.quote, "hex"), JSON.parse(c.collateral), c.at);
    console.log(JSON.stringify({ status: r.status, advisories: r.advisory_ids }));
  } catch (e) {
    console.log(JSON.stringify({ error: e.cause ? `${e.message}: ${e.cause.message}` : e.message }));
  }
}
