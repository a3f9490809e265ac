// PAPI's provider over smoldot, for a chain spec of `phala chain-spec`.
import { readFileSync } from 'node:fs';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { start } from 'smoldot';

export function lightProvider(file) {
  const chainSpec = readFileSync(file, 'utf8');
  const client = start({ maxLogLevel: 2, logCallback: () => {} });
  return getSmProvider(() => client.addChain({ chainSpec }));
}
