// Has a wallet buy by each way that the stock clients know, and prints what came of it, and
// what the wallet had before and after, as JSON.
import { createPublicClient, defineChain, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { toClientEvmSigner } from '@x402/evm';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { Mppx, evm } from 'mppx/client';

const { X402_RPC: rpc, X402_CHAIN: id, X402_KEY: key, X402_TOKEN: address, X402_SELLER: seller } = process.env;
const account = privateKeyToAccount(key);
const chain = defineChain({
  id: Number(id), name: 'development', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [rpc] } },
});
const node = createPublicClient({ chain, transport: http(rpc), pollingInterval: 50 });
const token = parseAbi(['function balanceOf(address account) view returns (uint256)']);
const balance = async () => String(await node.readContract({ address, abi: token, functionName: 'balanceOf', args: [account.address] }));
const paying = (scheme) => wrapFetchWithPayment(fetch, x402Client.fromConfig({ schemes: [{ network: 'eip155:*', client: scheme }], spendControls: false }));
const { extra } = JSON.parse(atob((await fetch(seller)).headers.get('payment-required'))).accepts.find((way) => way.scheme === 'exact');

const ways = {
  exact: paying(new ExactEvmScheme(account, { rpcUrl: rpc })),
  channel: paying(new BatchSettlementEvmScheme(toClientEvmSigner(account, node), { depositPolicy: { depositMultiplier: 50 } })),
  mpp: Mppx.create({ polyfill: false, methods: [evm.charge({ account, authorization: { name: extra.name, version: extra.version } })] }).fetch,
};
const out = { before: await balance(), answers: {} };
for (const way of process.env.WAYS.split(',')) {
  try {
    const answer = await ways[way](seller);
    out.answers[way] = { status: answer.status, body: (await answer.text()).slice(0, 600) };
  } catch (error) {
    out.answers[way] = { status: 0, body: String(error) };
  }
}
out.after = await balance();
console.log(JSON.stringify(out));
process.exit(0);
