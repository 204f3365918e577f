// Pays a stock server whose facilitator is a house, by the stock client, and reads
// what the house lists. Prints what came of it as JSON.
import { createPublicClient, createWalletClient, defineChain, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client, x402HTTPClient } from '@x402/fetch';
import { HTTPFacilitatorClient } from '@x402/core/server';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import { withBazaar } from '@x402/extensions/bazaar';

const house = JSON.parse(process.env.HOUSE); // as aidollar dev --json prints it
const { X402_SELLER: seller, X402_PAY_TO: payTo } = process.env;
const account = privateKeyToAccount(house.payer_key);
const chain = defineChain({
  id: house.chain_id, name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [house.rpc] } },
});
const node = createPublicClient({ chain, transport: http(house.rpc), pollingInterval: 100 });
const rich = createWalletClient({ account, chain, transport: http(house.rpc) });
const token = parseAbi(['function approve(address spender, uint256 value) returns (bool)', 'function balanceOf(address account) view returns (uint256)']);
const permit2 = '0x000000000022D473030F116dDEE9F6B43aC78BA3';
const hash = await rich.writeContract({ address: house.token, abi: token, functionName: 'approve', args: [permit2, 1_000_000_000n] });
await node.waitForTransactionReceipt({ hash });

const client = x402Client.fromConfig({
  schemes: [{ network: 'eip155:*', client: new ExactEvmScheme(account) }, { network: 'eip155:*', client: new UptoEvmScheme(account) }],
  spendControls: false,
});
const paying = wrapFetchWithPayment(fetch, client);
const told = async (response) => {
  const header = response.headers.get('payment-response');
  return { status: response.status, body: await response.text(), settlement: header ? decodePaymentResponseHeader(header) : null };
};
const web = new x402HTTPClient(client);
const payment = async (url) => {
  const refused = await fetch(url);
  const required = web.getPaymentRequiredResponse((name) => refused.headers.get(name), undefined);
  return { required, payload: await client.createPaymentPayload(required) };
};

const out = {};
for (const path of ['/exact', '/permit2', '/upto', '/upfront']) out[path] = await told(await paying(seller + path));
const { payload } = await payment(`${seller}/exact`);
const headers = web.encodePaymentSignatureHeader(payload);
out.ten = await Promise.all(Array.from({ length: 10 }, async () => told(await fetch(`${seller}/exact`, { headers }))));
out.payee = String(await node.readContract({ address: house.token, abi: token, functionName: 'balanceOf', args: [payTo] }));

const facilitator = new HTTPFacilitatorClient({ url: `${house.url}/x402` });
const bazaar = withBazaar(facilitator).extensions.bazaar;
out.listed = await bazaar.listResources({ type: 'http' });
out.found = await bazaar.search({ query: 'fact', limit: 1 });
// What is for the house itself the house settles for nobody.
const own = await payment(house.paid_url);
out.own = await facilitator.verify(own.payload, own.payload.accepted);
console.log(JSON.stringify(out));
process.exit(0);
