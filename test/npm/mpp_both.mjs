// Has the stock clients of MPP and of x402 answer one and the same 402, each with a
// wallet of its own, and prints what each was told.
import { createPublicClient, createWalletClient, defineChain, http, parseAbi } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { Receipt } from 'mppx';
import { Mppx, evm } from 'mppx/client';

const house = JSON.parse(process.env.HOUSE); // as aidollar dev --json prints it
const chain = defineChain({
  id: house.chain_id, name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [house.rpc] } },
});
const node = createPublicClient({ chain, transport: http(house.rpc), pollingInterval: 100 });
const rich = createWalletClient({ account: privateKeyToAccount(house.payer_key), chain, transport: http(house.rpc) });
const token = parseAbi(['function transfer(address to, uint256 value) returns (bool)', 'function balanceOf(address account) view returns (uint256)']);
const balance = (account) => node.readContract({ address: house.token, abi: token, functionName: 'balanceOf', args: [account.address] });

const fund = async () => {
  const account = privateKeyToAccount(generatePrivateKey());
  const hash = await rich.writeContract({ address: house.token, abi: token, functionName: 'transfer', args: [account.address, 1_000_000n] });
  await node.waitForTransactionReceipt({ hash });
  return account;
};

const asked = await fetch(house.paid_url);
const challenge = asked.headers.get('www-authenticate');
const required = asked.headers.get('payment-required');
const body = await asked.text();

// once is a fetch that begins with the one 402, as both clients saw it.
const once = () => {
  let first = true;
  const sent = [];
  const run = async (input, init) => {
    if (first) {
      first = false;
      return new Response(body, { status: asked.status, headers: asked.headers });
    }
    const request = new Request(input, init);
    sent.push([...request.headers.keys()].filter((name) => name === 'authorization' || name.startsWith('payment')));
    return fetch(request);
  };
  return { run, sent };
};

async function byMPP() {
  const account = await fund();
  const { run, sent } = once();
  const { extra } = JSON.parse(atob(required)).accepts[0];
  const method = evm.charge({ account, authorization: { name: extra.name, version: extra.version } });
  const response = await Mppx.create({ polyfill: false, fetch: run, methods: [method] }).fetch(house.paid_url);
  return {
    status: response.status, body: await response.text(), sent, left: String(await balance(account)), cache: response.headers.get('cache-control'),
    receipt: response.headers.has('payment-receipt') ? Receipt.fromResponse(response) : null, other: response.headers.get('payment-response'),
  };
}

async function byX402() {
  const account = await fund();
  const { run, sent } = once();
  const client = x402Client.fromConfig({ schemes: [{ network: 'eip155:*', client: new ExactEvmScheme(account, { rpcUrl: house.rpc }) }], spendControls: false });
  const response = await wrapFetchWithPayment(run, client)(house.paid_url);
  const result = response.headers.get('payment-response');
  return {
    status: response.status, body: await response.text(), sent, left: String(await balance(account)), cache: response.headers.get('cache-control'),
    settlement: result ? decodePaymentResponseHeader(result) : null, other: response.headers.get('payment-receipt'),
  };
}

console.log(JSON.stringify({
  status: asked.status, type: asked.headers.get('content-type'), cache: asked.headers.get('cache-control'), challenge, problem: JSON.parse(body),
  required: JSON.parse(atob(required)), mpp: await byMPP(), x402: await byX402(),
}));
process.exit(0);
