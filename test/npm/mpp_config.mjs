// The configuration of mppx's command line for a chain that it does not know: whose
// wallet pays, and the token's EIP-712 domain, which challenges do not say.
import { privateKeyToAccount } from 'viem/accounts';
import { evm } from 'mppx/client';

const { key, name, version } = JSON.parse(process.env.MPP_PAYER);
export default { methods: [evm.charge({ account: privateKeyToAccount(key), authorization: { name, version } })] };
