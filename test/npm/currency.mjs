// Buys what is priced in dollars with euros and dirhams, by the stock client of x402, and
// prints what came of each purchase. STEP says which part; a signed payment goes from one
// part to another by OFFER.
import { createPublicClient, createWalletClient, defineChain, http, parseAbi } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client, x402HTTPClient } from '@x402/fetch';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import { Challenge } from 'mppx';
import { evm } from 'mppx/client';

const house = JSON.parse(process.env.HOUSE);
const operator = process.env.OPERATOR;
const chat = `${house.url}/v1/chat/completions`;
const chain = defineChain({
  id: house.chain_id, name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [house.rpc] } },
});
const node = createPublicClient({ chain, transport: http(house.rpc), pollingInterval: 100 });
const rich = createWalletClient({ account: privateKeyToAccount(house.payer_key), chain, transport: http(house.rpc) });
const abi = parseAbi(['function transfer(address to, uint256 value) returns (bool)', 'function balanceOf(address account) view returns (uint256)']);

const fund = async (address, units) => {
  const account = privateKeyToAccount(generatePrivateKey());
  const hash = await rich.writeContract({ address, abi, functionName: 'transfer', args: [account.address, units] });
  await node.waitForTransactionReceipt({ hash });
  return account;
};
const balance = async (address, account) => Number(await node.readContract({ address, abi, functionName: 'balanceOf', args: [account.address] }));
const same = (a, b) => a.toLowerCase() === b.toLowerCase();
const clientOf = (account, address, scheme, method) => x402Client.fromConfig({
  schemes: [
    { network: 'eip155:*', client: new ExactEvmScheme(account, { rpcUrl: house.rpc }) },
    { network: 'eip155:*', client: new UptoEvmScheme(account, { rpcUrl: house.rpc }) },
  ],
  spendControls: false,
  paymentRequirementsSelector: (_, accepts) => accepts.find((way) => same(way.asset, address) && way.scheme === scheme
    && (method === undefined || (way.extra.assetTransferMethod ?? 'eip3009') === method)),
});
const told = async (response) => {
  const header = response.headers.get('payment-response');
  return {
    status: response.status, body: await response.text(), settlement: header ? decodePaymentResponseHeader(header) : null,
    cost: response.headers.get('x-aidollar-cost'), paid: response.headers.get('x-aidollar-paid'),
    receipt: response.headers.get('x-aidollar-receipt'), payment: response.headers.get('x-aidollar-payment'),
  };
};
const question = {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: house.model, max_tokens: 40, messages: [{ role: 'user', content: 'What is a clearing house?' }] }),
};
const api = async (path, body) => {
  const response = await fetch(`${house.url}/api/v1${path}`, {
    method: body ? 'POST' : 'GET', headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' }, body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};
// What a client has to know to pay: each token and amount that is asked for.
const asked = async (url, init) => {
  const response = await fetch(url, init);
  const required = JSON.parse(atob(response.headers.get('payment-required')));
  let bytes = 0;
  for (const [name, value] of response.headers) bytes += name.length + value.length + 4;
  return { bytes, ways: required.accepts.map((way) => ({ scheme: way.scheme, asset: way.asset, amount: way.amount })) };
};
// A payment that is signed and not sent.
const sign = async (account, address, url) => {
  const paying = clientOf(account, address, 'exact', 'eip3009');
  const client = new x402HTTPClient(paying);
  const response = await fetch(url);
  const required = client.getPaymentRequiredResponse((name) => response.headers.get(name), await response.json());
  return client.encodePaymentSignatureHeader(await paying.createPaymentPayload(required));
};

// The tokens that MPP asks for.
const challenged = async () => (await fetch(house.paid_url)).headers.get('www-authenticate').split(/, (?=Payment )/)
  .map((text) => JSON.parse(Buffer.from(/request="([^"]+)"/.exec(text)[1], 'base64url')).currency.toLowerCase());

const steps = {
  async buy() {
    const before = await asked(house.paid_url);
    const setup = [];
    for (const asset of ['USD', 'EUR', 'AED']) setup.push(await api('/positions', { asset, long_max: '1000', short_max: '1000' }));
    setup.push(await api('/pairs', { base: 'EUR', quote: 'USD', open: true, spread_bps: 50, slip_bps: 500, honour_seconds: 600 }));
    setup.push(await api('/pairs', { base: 'USD', quote: 'AED', open: true, spread_bps: 0, slip_bps: 100, honour_seconds: 600 }));
    setup.push(await api('/rates', { base: 'EUR', quote: 'USD', price: '1.1', valid_seconds: 3600, source: 'a desk' }));
    setup.push(await api('/rates', { base: 'USD', quote: 'AED', price: '3.6725', valid_seconds: 3600 }));
    const after = await asked(house.paid_url);
    const metered = await asked(chat, question);
    const buyer = async (address, scheme, method, url, init) => {
      const account = await fund(address, 1_000_000n);
      const answer = await told(await wrapFetchWithPayment(fetch, clientOf(account, address, scheme, method))(url, init));
      for (let i = 0; scheme === 'upto' && i < 100 && await balance(address, account) === 1_000_000; i++) await new Promise((done) => setTimeout(done, 200));
      return { answer, wallet: account.address, left: await balance(address, account), receipt: (await api(`/receipts/${answer.receipt}`)).body };
    };
    const euro = await buyer(house.euro, 'exact', 'eip3009', house.paid_url);
    const dirham = await buyer(house.dirham, 'exact', 'permit2', house.paid_url);
    const trust = await buyer(house.euro, 'exact', 'eip3009', chat, question);
    const upto = await buyer(house.euro, 'upto', undefined, chat, question);
    // The rest pays the next call: the second one is not collected.
    const account = await fund(house.euro, 1_000_000n);
    const paying = wrapFetchWithPayment(fetch, clientOf(account, house.euro, 'exact', 'eip3009'));
    const rest = [];
    for (let i = 0; i < 3; i++) rest.push(await told(await paying(chat, question)));
    // The other protocol, in euros.
    const charged = await fund(house.euro, 1_000_000n);
    const all = (await fetch(house.paid_url)).headers.get('www-authenticate').split(/, (?=Payment )/);
    const euros = all.find((text) => same(JSON.parse(Buffer.from(/request="([^"]+)"/.exec(text)[1], 'base64url')).currency, house.euro));
    const method = evm.charge({ account: charged, authorization: { name: 'EURC', version: '2' } });
    const challenge = Challenge.fromResponse(new Response(null, { status: 402, headers: { 'www-authenticate': euros } }));
    const mpp = await told(await fetch(house.paid_url, { headers: { authorization: await method.createCredential({ challenge, context: {} }) } }));
    return { before, setup: setup.map((s) => s.status), after, metered, euro, dirham, trust, upto, rest, mpp, mppLeft: await balance(house.euro, charged) };
  },
  // A payment that is signed at one rate and sent at another.
  async offer() {
    const account = await fund(house.euro, 1_000_000n);
    return { payment: await sign(account, house.euro, house.paid_url) };
  },
  async honour() {
    const moved = await api('/rates', { base: 'EUR', quote: 'USD', price: process.env.PRICE, valid_seconds: 3600 });
    const after = await asked(house.paid_url);
    const answer = await told(await fetch(house.paid_url, { headers: JSON.parse(process.env.OFFER) }));
    return { moved: moved.status, after, answer };
  },
  // The euro token falls while it is guarded: it is not asked for, a payment that was
  // signed before is refused, and a deposit is nobody's.
  async falls() {
    const tokens = (await api('/tokens')).body.items;
    const { number, house: treasury } = tokens.find((t) => same(t.contract, house.euro));
    const worth = async (price) => (await api(`/tokens/${number}/price`, { price, valid_seconds: 3600, source: 'a desk' })).body;
    const guard = await api(`/tokens/${number}/peg`, { close_bps: 100, open_bps: 20, payouts: true });
    const unpriced = await asked(house.paid_url);
    await worth('0.9995');
    const offered = await challenged();
    const before = await asked(house.paid_url);
    const account = await fund(house.euro, 1_000_000n);
    const wallet = createWalletClient({ account, chain, transport: http(house.rpc) });
    await rich.sendTransaction({ to: account.address, value: 10n ** 18n });
    const first = await told(await wrapFetchWithPayment(fetch, clientOf(account, house.euro, 'exact', 'eip3009'))(house.paid_url));
    const headers = await sign(account, house.euro, house.paid_url);
    const peg = await worth('0.97');
    const fallen = await asked(house.paid_url);
    const challenges = await challenged();
    const late = await told(await fetch(house.paid_url, { headers }));
    let stock = '';
    try {
      await wrapFetchWithPayment(fetch, clientOf(account, house.euro, 'exact', 'eip3009'))(house.paid_url);
    } catch (error) {
      stock = error.message;
    }
    const hash = await wallet.writeContract({ address: house.euro, abi, functionName: 'transfer', args: [treasury, 250_000n] });
    await node.waitForTransactionReceipt({ hash });
    let arrival = {};
    for (let i = 0; i < 150 && arrival.state !== 'final'; i++) {
      arrival = (await api('/arrivals?unallocated=true')).body.items.find((a) => a.transaction === hash) ?? {};
      await new Promise((done) => setTimeout(done, 200));
    }
    return { number, guard: guard.status, unpriced, before, first, peg, fallen, offered, challenges, late, stock, wallet: account.address, arrival };
  },
  // It is back, by a price within the smaller limit.
  async returns() {
    const { number } = (await api('/tokens')).body.items.find((t) => same(t.contract, house.euro));
    const restarted = (await api(`/tokens/${number}/peg`)).body;
    const still = await asked(house.paid_url);
    const between = (await api(`/tokens/${number}/price`, { price: '0.995', valid_seconds: 3600 })).body;
    const peg = (await api(`/tokens/${number}/price`, { price: '0.999', valid_seconds: 3600 })).body;
    const back = await asked(house.paid_url);
    const account = await fund(house.euro, 1_000_000n);
    const bought = await told(await wrapFetchWithPayment(fetch, clientOf(account, house.euro, 'exact', 'eip3009'))(house.paid_url));
    return { restarted, still, between, peg, back, bought };
  },
  // What was offered is not offered any more.
  async refused() {
    const account = await fund(house.euro, 1_000_000n);
    const headers = await sign(account, house.euro, house.paid_url);
    const { long } = (await api('/positions')).body.items.find((p) => p.asset === 'EUR');
    const full = await api('/positions', { asset: 'EUR', long_max: long, short_max: '0' });
    const exposure = { asked: await asked(house.paid_url), answer: await told(await fetch(house.paid_url, { headers })) };
    await api('/positions', { asset: 'EUR', long_max: '1000', short_max: '1000' });
    await api('/pairs', { base: 'EUR', quote: 'USD', open: false, spread_bps: 50 });
    const closed = { asked: await asked(house.paid_url), answer: await told(await fetch(house.paid_url, { headers })) };
    await api('/pairs', { base: 'EUR', quote: 'USD', open: true, spread_bps: 50, slip_bps: 0, honour_seconds: 600 });
    await api('/rates', { base: 'EUR', quote: 'USD', price: '0.8', valid_seconds: 3 });
    const moved = { asked: await asked(house.paid_url), answer: await told(await fetch(house.paid_url, { headers })) };
    await new Promise((done) => setTimeout(done, 3500));
    const stale = { asked: await asked(house.paid_url), answer: await told(await fetch(house.paid_url, { headers })) };
    return { full: full.status, exposure, closed, moved, stale, left: await balance(house.euro, account) };
  },
};
process.stdout.write(JSON.stringify(await steps[process.env.STEP]()));
