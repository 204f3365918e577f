// Pays on a development chain with viem, as a wallet does: a transfer, then an
// authorization that somebody else sends, both seen in the token's logs, which are
// asked for over HTTP and come by themselves over WebSocket. It prints what it saw.
import { createPublicClient, createWalletClient, decodeEventLog, defineChain, encodeEventTopics, http, parseAbi, parseSignature, webSocket } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

const { RPC, WS, TOKEN, PAYER, RELAY, PAYEE } = process.env
const abi = parseAbi([
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)',
  'function transfer(address to, uint256 value) returns (bool)',
  'function balanceOf(address account) view returns (uint256)',
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, uint8 v, bytes32 r, bytes32 s)',
])

const asked = createPublicClient({ transport: http(RPC) })
const id = await asked.getChainId()
const chain = defineChain({
  id,
  name: 'development',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [RPC] } },
  contracts: { multicall3: { address: '0xcA11bde05977b3631167028862bE2a173976CA11' } },
})
const client = createPublicClient({ chain, transport: http(RPC), pollingInterval: 50 })
const pushed = createPublicClient({ chain, transport: webSocket(WS) })
const wallet = (key) => createWalletClient({ chain, account: privateKeyToAccount(key), transport: http(RPC) })
const payer = wallet(PAYER)
const relay = wallet(RELAY)

const seen = []
let complete
const both = new Promise((resolve) => { complete = resolve })
// Not watchContractEvent, which does not say when it has begun to watch.
const topics = encodeEventTopics({ abi, eventName: 'Transfer', args: { to: PAYEE } })
await pushed.transport.subscribe({
  params: ['logs', { address: TOKEN, topics }],
  onData: ({ result }) => {
    seen.push(decodeEventLog({ abi, ...result }))
    if (seen.length >= 2) complete()
  },
})

const sent = await payer.writeContract({ address: TOKEN, abi, functionName: 'transfer', args: [PAYEE, 1_500_000n] })
const first = await client.waitForTransactionReceipt({ hash: sent })

const now = BigInt(Math.floor(Date.now() / 1000))
const message = {
  from: payer.account.address, to: PAYEE, value: 500_000n, validAfter: 0n, validBefore: now + 60n, nonce: `0x${'5a'.repeat(32)}`,
}
const signature = parseSignature(await payer.signTypedData({
  domain: { name: 'USD Coin', version: '2', chainId: id, verifyingContract: TOKEN },
  types: {
    TransferWithAuthorization: [
      { name: 'from', type: 'address' }, { name: 'to', type: 'address' }, { name: 'value', type: 'uint256' },
      { name: 'validAfter', type: 'uint256' }, { name: 'validBefore', type: 'uint256' }, { name: 'nonce', type: 'bytes32' },
    ],
  },
  primaryType: 'TransferWithAuthorization',
  message,
}))
const { request } = await client.simulateContract({
  account: relay.account, address: TOKEN, abi, functionName: 'transferWithAuthorization',
  args: [...Object.values(message), Number(signature.v), signature.r, signature.s],
})
const second = await client.waitForTransactionReceipt({ hash: await relay.writeContract(request) })

const logs = await client.getContractEvents({ address: TOKEN, abi, eventName: 'Transfer', args: { to: PAYEE }, fromBlock: first.blockNumber })
await Promise.race([both, new Promise((resolve) => setTimeout(resolve, 10_000))])
const [before, after] = await client.multicall({
  allowFailure: false,
  contracts: [PAYEE, payer.account.address].map((account) => ({ address: TOKEN, abi, functionName: 'balanceOf', args: [account] })),
})
const finalized = await client.getBlock({ blockTag: 'finalized' })
console.log(JSON.stringify({
  chain: id,
  statuses: [first.status, second.status],
  logs: logs.map(({ args, transactionHash }) => ({ value: args.value.toString(), of: [first, second].findIndex((r) => r.transactionHash === transactionHash) })),
  pushed: seen.map(({ args }) => args.value.toString()),
  payee: before.toString(),
  payer: after.toString(),
  finalized: finalized.number <= second.blockNumber,
}))
process.exit(0)
