// Pays two sellers of one house, each at a gateway of his own, from one deposit in one
// channel with the stock client of batch-settlement; then one seller by a single
// payment of x402 and the other by MPP. Prints what came of it as JSON.
import { createPublicClient, defineChain, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { toClientEvmSigner } from '@x402/evm';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { Receipt } from 'mppx';
import { Mppx, evm } from 'mppx/client';

const { X402_RPC: rpc, X402_CHAIN: id, X402_KEY: key, X402_TOKEN: address, X402_NORTH: north, X402_SOUTH: south } = process.env;
const account = privateKeyToAccount(key);
const chain = defineChain({
  id: Number(id), name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [rpc] } },
});
const node = createPublicClient({ chain, transport: http(rpc), pollingInterval: 50 });
const token = parseAbi(['function balanceOf(address account) view returns (uint256)']);
const balance = async () => String(await node.readContract({ address, abi: token, functionName: 'balanceOf', args: [account.address] }));

const scheme = new BatchSettlementEvmScheme(toClientEvmSigner(account, node), { depositPolicy: { depositMultiplier: 50 } });
const pay = wrapFetchWithPayment(fetch, x402Client.fromConfig({ schemes: [{ network: 'eip155:*', client: scheme }], spendControls: false }));
const told = async (response) => {
  const header = response.headers.get('payment-response');
  return {
    status: response.status, body: (await response.text()).slice(0, 300), receipt: response.headers.get('x-aidollar-receipt'),
    settlement: header ? decodePaymentResponseHeader(header) : null,
  };
};

const out = { before: await balance() };
out.turns = [];
for (let i = 0; i < 6; i += 1) out.turns.push(await told(await pay(i % 2 ? south : north)));
out.many = await Promise.all(Array.from({ length: 10 }, async (_, i) => told(await pay(i % 2 ? south : north))));
out.metered = await told(await pay(new URL('/v1/chat/completions', south), {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'talk', max_tokens: 5, messages: [{ role: 'user', content: 'What is clearing?' }] }),
}));
out.refund = await scheme.refund(south);
out.after = await balance();

const single = x402Client.fromConfig({ schemes: [{ network: 'eip155:*', client: new ExactEvmScheme(account, { rpcUrl: rpc }) }], spendControls: false });
const exact = await fetch(north);
const { extra } = JSON.parse(atob(exact.headers.get('payment-required'))).accepts.find((way) => way.scheme === 'exact');
out.exact = await told(await wrapFetchWithPayment(fetch, single)(north));
const charged = await Mppx.create({
  polyfill: false, methods: [evm.charge({ account, authorization: { name: extra.name, version: extra.version } })],
}).fetch(south);
out.mpp = { status: charged.status, body: (await charged.text()).slice(0, 300), receipt: charged.headers.has('payment-receipt') ? Receipt.fromResponse(charged) : null };
console.log(JSON.stringify(out));
process.exit(0);
