// Pays a house from channels with the stock client of batch-settlement and prints
// what came of it as JSON: one request after the other, many at once, a deposit
// that several send, a voucher that is sent twice, and what goes back at the end.
import { createPublicClient, defineChain, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client, x402HTTPClient } from '@x402/fetch';
import { toClientEvmSigner } from '@x402/evm';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';

const house = JSON.parse(process.env.HOUSE); // as aidollar dev --json prints it
const account = privateKeyToAccount(house.payer_key);
const chain = defineChain({
  id: house.chain_id, name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [house.rpc] } },
});
const node = createPublicClient({ chain, transport: http(house.rpc), pollingInterval: 50 });
const token = parseAbi(['function balanceOf(address account) view returns (uint256)']);
const balance = async () => String(await node.readContract({ address: house.token, abi: token, functionName: 'balanceOf', args: [account.address] }));

// payer makes a client with a channel of its own, told apart by its salt, that
// deposits so many times what the request costs which makes it deposit.
const payer = (number, depositMultiplier) => {
  const salt = `0x${number.toString(16).padStart(64, '0')}`;
  const scheme = new BatchSettlementEvmScheme(toClientEvmSigner(account, node), { salt, depositPolicy: { depositMultiplier } });
  const client = x402Client.fromConfig({ schemes: [{ network: 'eip155:*', client: scheme }], spendControls: false });
  return { scheme, client, pay: wrapFetchWithPayment(fetch, client) };
};
const told = async (response) => {
  const header = response.headers.get('payment-response');
  const { extensions, ...settlement } = header ? decodePaymentResponseHeader(header) : {};
  return {
    status: response.status, body: (await response.text()).slice(0, 200), receipt: response.headers.get('x-aidollar-receipt'),
    settlement: header ? settlement : null, attested: extensions !== undefined,
  };
};
const many = (count, pay, ...request) => Promise.all(Array.from({ length: count }, async () => told(await pay(...request))));
const chat = [`${house.url}/v1/chat/completions`, {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'demo-text', max_tokens: 16, messages: [{ role: 'user', content: 'What is clearing?' }] }),
}];

const out = { before: await balance() };
const first = payer(1, 100);
out.sequence = [];
for (let i = 0; i < 3; i += 1) out.sequence.push(await told(await first.pay(house.paid_url)));
out.metered = [];
for (let i = 0; i < 3; i += 1) out.metered.push(await told(await first.pay(...chat)));
out.five = await many(5, first.pay, house.paid_url);
out.fifty = await many(50, first.pay, house.paid_url);
out.behind = await told(await first.pay(house.paid_url));

// Ten at once on a channel that nobody has opened: each sends a deposit.
const second = payer(2, 12);
out.opening = await many(10, second.pay, house.paid_url);
// The deposit is used up soon: the client deposits again.
out.topped = [];
for (let i = 0; i < 4; i += 1) out.topped.push(await told(await second.pay(house.paid_url)));

// The same voucher twice.
const web = new x402HTTPClient(second.client);
const refused = await fetch(house.paid_url);
const required = web.getPaymentRequiredResponse((name) => refused.headers.get(name), undefined);
out.ways = required.accepts;
const headers = web.encodePaymentSignatureHeader(await second.client.createPaymentPayload(required));
out.twice = [];
for (let i = 0; i < 2; i += 1) out.twice.push(await told(await fetch(house.paid_url, { headers })));

out.refund = await second.scheme.refund(house.paid_url);
out.again = await told(await second.pay(house.paid_url));
out.after = await balance();
process.stdout.write(`${JSON.stringify(out)}\n`, () => process.exit(0)); // nothing is lost on the way
