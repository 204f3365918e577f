// Pays for a metered call with a wallet, signs in by the stock client, spends the
// leftover by the key that it is given, and takes the rest back onto the chain.
import { createPublicClient, createWalletClient, defineChain, http, parseAbi } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { wrapFetchWithSIWx } from '@x402/extensions/sign-in-with-x';

const house = JSON.parse(process.env.HOUSE); // as aidollar dev --json prints it
const session = `${house.url}/x402/session`;
const chain = defineChain({
  id: house.chain_id, name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [house.rpc] } },
});
const node = createPublicClient({ chain, transport: http(house.rpc), pollingInterval: 100 });
const rich = createWalletClient({ account: privateKeyToAccount(house.payer_key), chain, transport: http(house.rpc) });
const token = parseAbi(['function transfer(address to, uint256 value) returns (bool)', 'function balanceOf(address account) view returns (uint256)']);
const balance = async (a) => String(await node.readContract({ address: house.token, abi: token, functionName: 'balanceOf', args: [a.address] }));
const changed = async (a, from) => { // what it has as soon as that is something else
  for (let i = 0; i < 150 && await balance(a) === from; i++) await new Promise((done) => setTimeout(done, 200));
  return balance(a);
};
const question = (key, most) => ({
  method: 'POST', headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
  body: JSON.stringify({ model: house.model, max_tokens: most, messages: [{ role: 'user', content: 'What is a clearing house?' }] }),
});
const told = async (r) => ({ status: r.status, body: await r.json(), cost: r.headers.get('x-aidollar-cost') });

const account = privateKeyToAccount(generatePrivateKey());
await node.waitForTransactionReceipt({ hash: await rich.writeContract({ address: house.token, abi: token, functionName: 'transfer', args: [account.address, 1_000_000n] }) });
const paying = wrapFetchWithPayment(fetch, x402Client.fromConfig({
  schemes: [{ network: 'eip155:*', client: new ExactEvmScheme(account, { rpcUrl: house.rpc }) }], spendControls: false,
}));
const out = { wallet: account.address };
out.bought = await told(await paying(`${house.url}/v1/chat/completions`, question(undefined, 400)));
out.paid = await changed(account, '1000000'); // collected behind the call

const signed = wrapFetchWithSIWx(fetch, account);
out.asked = await told(await fetch(session, { method: 'POST' }));
out.session = await told(await signed(session, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"ttl_seconds":600}' }));

// The header that let one in lets nobody in again.
let header;
const spy = (request) => { header = request.headers.get('sign-in-with-x') ?? header; return fetch(request); };
await (await wrapFetchWithSIWx(spy, account)(session, { method: 'POST' })).json();
out.replayed = await told(await fetch(session, { method: 'POST', headers: { 'sign-in-with-x': header } }));

const key = out.session.body.secret;
const api = async (method, path, body) => told(await fetch(`${house.url}/api/v1${path}`, {
  method, headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) }, body: body && JSON.stringify(body),
}));
out.leftover = await api('GET', '/balance');
out.payments = await api('GET', '/payments');
out.called = await told(await fetch(`${house.url}/v1/chat/completions`, question(key, 40)));
out.elsewhere = await api('PUT', `/parties/${out.session.body.party}/payees/1`, { address: house.token.replace(/.$/, (c) => (c === '1' ? '2' : '1')).toLowerCase() });
// What came in can go out once its block is final.
for (let i = 0; i < 100 && out.withdrawn?.status !== 201; i++) {
  if (i > 0) await new Promise((done) => setTimeout(done, 300));
  out.withdrawn = await api('POST', '/withdrawals', { token: 1, amount: 'max' });
}
out.received = out.withdrawn.status === 201 ? await changed(account, out.paid) : out.paid;
out.rest = await api('GET', '/balance');
console.log(JSON.stringify(out));
process.exit(0);
