// Buys from a house with nothing but a wallet, by the stock clients of x402 and MPP, and
// prints what came of each purchase for the test that looks at the books.
import axios from 'axios';
import { createPublicClient, createWalletClient, defineChain, http, parseAbi } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client, x402HTTPClient } from '@x402/fetch';
import { wrapAxiosWithPayment } from '@x402/axios';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { UptoEvmScheme } from '@x402/evm/upto/client';
import { appendPaymentIdentifierToExtensions } from '@x402/extensions';
import { wrapFetchWithPayment as wrapLegacy } from 'x402-fetch';
import { baseSepolia } from 'viem/chains';
import { Challenge, Receipt } from 'mppx';
import { Mppx, evm } from 'mppx/client';

const house = JSON.parse(process.env.HOUSE); // as aidollar dev --json prints it
const chat = `${house.url}/v1/chat/completions`;
const chain = defineChain({
  id: house.chain_id, name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [house.rpc] } },
});
const node = createPublicClient({ chain, transport: http(house.rpc), pollingInterval: 100 });
const rich = createWalletClient({ account: privateKeyToAccount(house.payer_key), chain, transport: http(house.rpc) });
const token = parseAbi([
  'function transfer(address to, uint256 value) returns (bool)',
  'function balanceOf(address account) view returns (uint256)',
  'function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)',
]);

// A wallet of its own for each part, with so many smallest units.
const fund = async (units) => {
  const account = privateKeyToAccount(generatePrivateKey());
  const hash = await rich.writeContract({ address: house.token, abi: token, functionName: 'transfer', args: [account.address, units] });
  await node.waitForTransactionReceipt({ hash });
  return account;
};
const balance = (account) => node.readContract({ address: house.token, abi: token, functionName: 'balanceOf', args: [account.address] });

const clientOf = (account, select) => x402Client.fromConfig({
  schemes: [
    { network: 'eip155:*', client: new ExactEvmScheme(account, { rpcUrl: house.rpc }) },
    { network: 'eip155:*', client: new UptoEvmScheme(account, { rpcUrl: house.rpc }) },
  ],
  spendControls: false,
  paymentRequirementsSelector: select && ((_, accepts) => accepts.find(select)),
});
const told = async (response) => {
  const header = response.headers.get('payment-response') ?? response.headers.get('x-payment-response');
  const body = await response.text();
  return {
    status: response.status, body, settlement: header ? decodePaymentResponseHeader(header) : null,
    cost: response.headers.get('x-aidollar-cost'), balance: response.headers.get('x-aidollar-balance'),
    receipt: response.headers.get('x-aidollar-receipt'), payment: response.headers.get('x-aidollar-payment'),
    replayed: response.headers.get('x-aidollar-replayed'),
  };
};
const question = (stream) => ({
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: house.model, max_tokens: 40, stream, messages: [{ role: 'user', content: 'What is a clearing house?' }] }),
});

const parts = {
  // What anybody's client sees first.
  async asked() {
    const response = await fetch(house.paid_url);
    return { status: response.status, required: JSON.parse(atob(response.headers.get('payment-required'))), body: await response.json() };
  },
  async exact() {
    const account = await fund(1_000_000n);
    const before = await balance(account);
    const answer = await told(await wrapFetchWithPayment(fetch, clientOf(account))(house.paid_url));
    return { answer, paid: String(before - await balance(account)), wallet: account.address };
  },
  // The most that a call can cost is paid, the rest pays the next one.
  async metered() {
    const account = await fund(1_000_000n);
    const paying = wrapFetchWithPayment(fetch, clientOf(account));
    const first = await told(await paying(chat, question(false)));
    const second = await told(await paying(chat, question(true)));
    const third = await told(await paying(chat, question(true)));
    return { first, second, third, wallet: account.address };
  },
  async permit2() {
    const account = await fund(1_000_000n);
    const client = clientOf(account, (way) => way.scheme === 'exact' && way.extra.assetTransferMethod === 'permit2');
    return { answer: await told(await wrapFetchWithPayment(fetch, client)(house.paid_url)), left: String(await balance(account)) };
  },
  async upto() {
    const account = await fund(1_000_000n);
    const client = clientOf(account, (way) => way.scheme === 'upto');
    const answer = await told(await wrapFetchWithPayment(fetch, client)(chat, question(false)));
    for (let i = 0; i < 100 && await balance(account) === 1_000_000n; i++) await new Promise((done) => setTimeout(done, 200));
    return { answer, left: String(await balance(account)) };
  },
  async axios() {
    const account = await fund(1_000_000n);
    const response = await wrapAxiosWithPayment(axios.create(), clientOf(account)).get(house.paid_url);
    const header = response.headers['payment-response'];
    return { status: response.status, body: response.data, settlement: header ? decodePaymentResponseHeader(header) : null };
  },
  async legacy() {
    const account = await fund(1_000_000n);
    const wallet = createWalletClient({ account, chain: baseSepolia, transport: http('http://127.0.0.1:1') });
    return { answer: await told(await wrapLegacy(fetch, wallet, 100_000n)(house.paid_url)), left: String(await balance(account)) };
  },
  // One payment, ten times at once: it pays once.
  async ten() {
    const account = await fund(1_000_000n);
    const headers = await payment(account, house.paid_url);
    const answers = await Promise.all(Array.from({ length: 10 }, async () => told(await fetch(house.paid_url, { headers }))));
    return { statuses: answers.map((a) => a.status), left: String(await balance(account)) };
  },
  // Ten payments with funds for one.
  async poor() {
    const account = await fund(20_000n);
    const all = await Promise.all(Array.from({ length: 10 }, () => payment(account, house.paid_url)));
    const answers = await Promise.all(all.map(async (headers) => told(await fetch(house.paid_url, { headers }))));
    return { statuses: answers.map((a) => a.status), left: String(await balance(account)) };
  },
  // A client whose connection broke off asks again with the same payment.
  async named() {
    const account = await fund(1_000_000n);
    const id = 'pay_' + crypto.randomUUID().replaceAll('-', '');
    const headers = await payment(account, house.paid_url, id);
    const first = await told(await fetch(house.paid_url, { headers }));
    const again = await told(await fetch(house.paid_url, { headers }));
    const other = await told(await fetch(house.paid_url, { headers: await payment(account, house.paid_url, id) }));
    return { first, again, other, left: String(await balance(account)) };
  },
  // A payment for one thing does not buy another, and what was changed is refused.
  async misused() {
    const account = await fund(1_000_000n);
    const headers = await payment(account, house.paid_url);
    const elsewhere = await told(await fetch(chat, { ...question(false), headers: { ...question(false).headers, ...headers } }));
    const name = Object.keys(headers).find((n) => n.toLowerCase() === 'payment-signature');
    const changed = JSON.parse(atob(headers[name]));
    changed.payload.authorization.value = '1';
    const less = await told(await fetch(house.paid_url, { headers: { [name]: btoa(JSON.stringify(changed)) } }));
    const broken = await told(await fetch(house.paid_url, { headers: { [name]: 'not base64!' } }));
    return { elsewhere, less, broken, left: String(await balance(account)) };
  },
  // The other protocol: the same 402 has its challenge, and its client takes that.
  async mpp() {
    const account = await fund(1_000_000n);
    const { paying, sent } = await chargeClient(account);
    const first = await charged(await paying(house.paid_url));
    const credential = sent.at(-1);
    const again = await charged(await fetch(house.paid_url, { headers: { authorization: credential } }));
    const second = await charged(await paying(house.paid_url));
    const left = String(await balance(account));
    return { first, again, second, left, scheme: credential?.split(' ')[0], metered: await charged(await paying(chat, question(false))) };
  },
  // What was signed for one thing buys no other; what is changed or late buys nothing.
  async mpp_misused() {
    const account = await fund(1_000_000n);
    const { credential } = await chargeClient(account);
    const good = await credential(house.paid_url);
    const ask = async (value, url = house.paid_url, init = {}) =>
      charged(await fetch(url, { ...init, headers: { ...init.headers, 'payment-authorization': value } }));
    const changed = (change) => {
      const whole = JSON.parse(Buffer.from(good.split(' ')[1], 'base64url'));
      change(whole);
      return `Payment ${Buffer.from(JSON.stringify(whole)).toString('base64url')}`;
    };
    const refused = {
      elsewhere: await ask(good, chat, question(false)),
      less: await ask(changed((c) => { c.payload.value = '1'; })),
      later: await ask(changed((c) => { c.challenge.expires = '2099-01-01T00:00:00Z'; })),
      nonce: await ask(changed((c) => { c.payload.nonce = `0x${'11'.repeat(32)}`; })),
      source: await ask(changed((c) => { c.source = `did:pkh:eip155:1:${account.address}`; })),
      broken: await ask('Payment not-a-credential'),
    };
    const left = String(await balance(account));
    const keyed = await fetch(house.paid_url, { headers: { authorization: good, 'x-api-key': 'sk-1' } });
    return { refused, left, keyed: keyed.status, five: await Promise.all(Array.from({ length: 5 }, () => ask(good))), after: String(await balance(account)) };
  },
};

// What a client of MPP sees of an answer.
const charged = async (response) => ({
  ...await told(response), type: response.headers.get('content-type'),
  charge: response.headers.has('payment-receipt') ? Receipt.fromResponse(response) : null,
  challenged: response.headers.get('www-authenticate')?.startsWith('Payment ') ?? false,
});

// chargeClient pays by MPP and notes what it sent.
async function chargeClient(account) {
  const refused = await fetch(house.paid_url);
  const { extra } = JSON.parse(atob(refused.headers.get('payment-required'))).accepts[0];
  const sent = [];
  const noting = (input, init) => {
    sent.push(new Headers(init?.headers).get('authorization'));
    return fetch(input, init);
  };
  const method = evm.charge({ account, authorization: { name: extra.name, version: extra.version } });
  return {
    sent, paying: Mppx.create({ polyfill: false, fetch: noting, methods: [method] }).fetch,
    credential: async (url) => method.createCredential({ challenge: Challenge.fromResponse(await fetch(url)), context: {} }),
  };
}

// payment signs one without sending it.
async function payment(account, url, id) {
  const client = clientOf(account);
  const web = new x402HTTPClient(client);
  const refused = await fetch(url);
  const required = web.getPaymentRequiredResponse((name) => refused.headers.get(name), undefined);
  if (id) appendPaymentIdentifierToExtensions(required.extensions, id);
  return web.encodePaymentSignatureHeader(await client.createPaymentPayload(required));
}

const out = {};
for (const part of process.env.PARTS.split(',')) out[part] = await parts[part]();
console.log(JSON.stringify(out));
process.exit(0);
