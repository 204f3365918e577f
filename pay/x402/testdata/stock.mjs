// Writes what the stock libraries send, for the tests to read:
//
//	npm install @x402/core@2.27.0 @x402/evm@2.27.0 x402@1.2.0 viem@2.57.20 && node stock.mjs > stock.json
//
// Clock and chance are fixed first, so a second run writes the same.
import { keccak256, stringToBytes, hexToBytes, encodeFunctionData, parseSignature, createWalletClient, http } from 'viem'

export const NOW = 1_790_000_000
Date.now = () => NOW * 1000
let counter = 0
const word = () => keccak256(stringToBytes(`aidollar stock ${counter++}`))
crypto.getRandomValues = (into) => { into.set(hexToBytes(word()).slice(0, into.length)); return into }

const { privateKeyToAccount } = await import('viem/accounts')
const { baseSepolia } = await import('viem/chains')
const core = await import('@x402/core/http')
const { x402Client } = await import('@x402/core/client')
const { ExactEvmScheme } = await import('@x402/evm/exact/client')
const { UptoEvmScheme } = await import('@x402/evm/upto/client')
const { ExactEvmSchemeV1 } = await import('@x402/evm/v1')
const legacy = await import('x402/client')
const evm = await import('@x402/evm')

const account = privateKeyToAccount(word())
const asset = '0x036CbD53842c5426634e7929541eC2318f3dCF7e'
const payTo = '0x209693Bc6afc0C5328bA36FaF03C514EF312287C'
const facilitatorAddress = '0x1111111254EEB25477B68fb85Ed929f73A960582'
const network = 'eip155:84532'
const resource = { url: 'https://api.example.com/v1/answer', description: 'An answer <&> "more"', mimeType: 'application/json', tags: ['ai'] }
const way = (more) => ({ scheme: 'exact', network, amount: '10000', asset, payTo, maxTimeoutSeconds: 60, extra: { name: 'USDC', version: '2' }, ...more })
const ways = {
  eip3009: way(),
  permit2: way({ extra: { name: 'USDC', version: '2', assetTransferMethod: 'permit2' } }),
  upto: way({ scheme: 'upto', amount: '2500000', extra: { name: 'USDC', version: '2', assetTransferMethod: 'permit2', facilitatorAddress } }),
}
const extensions = {
  'payment-identifier': { info: { required: false }, schema: { type: 'object', properties: { required: { type: 'boolean' } } } },
  bazaar: { info: { input: { type: 'http', method: 'GET' } }, schema: { deep: [1, 2.5, { a: null }] } },
}
const client = x402Client.fromConfig({ schemes: [
  { network: 'eip155:*', client: new ExactEvmScheme(account) },
  { network: 'eip155:*', client: new UptoEvmScheme(account) },
], spendControls: false })

const payments = []
for (const [name, accepted] of Object.entries(ways)) {
  const required = { x402Version: 2, error: 'Payment required', resource, accepts: [accepted], extensions }
  const payment = await client.createPaymentPayload(required)
  const settled = { success: true, transaction: word(), network, payer: account.address, ...(name === 'upto' && { amount: '7' }) }
  payments.push({
    name, version: 2, payer: account.address,
    required: core.encodePaymentRequiredHeader(required),
    payment: core.encodePaymentSignatureHeader(payment),
    result: core.encodePaymentResponseHeader(settled),
    verify: JSON.stringify({ x402Version: 2, paymentPayload: payment, paymentRequirements: accepted }),
  })
}
const wayV1 = {
  scheme: 'exact', network: 'base-sepolia', maxAmountRequired: '10000', resource: resource.url, description: '', mimeType: '',
  payTo, maxTimeoutSeconds: 60, asset, extra: { name: 'USDC', version: '2' },
}
const requiredV1 = JSON.stringify({ x402Version: 1, error: 'X-PAYMENT header is required', accepts: [wayV1] })
const wallet = createWalletClient({ account, chain: baseSepolia, transport: http('http://127.0.0.1:1') })
payments.push({ name: 'x402-fetch', version: 1, payer: account.address, required: requiredV1,
  payment: await legacy.createPaymentHeader(wallet, 1, wayV1) })
const paymentV1 = await new ExactEvmSchemeV1(account).createPaymentPayload(1, wayV1)
payments.push({ name: 'v1 of @x402/evm', version: 1, payer: account.address, required: requiredV1,
  payment: core.encodePaymentSignatureHeader(paymentV1),
  verify: JSON.stringify({ x402Version: 1, paymentPayload: paymentV1, paymentRequirements: wayV1 }) })

// The calls that settle each payment, as viem encodes them.
const calls = []
for (const p of payments) {
  const { payload } = JSON.parse(atob(p.payment))
  const a = payload.authorization, s = parseSignature(payload.signature)
  if (a) {
    const base = [a.from, a.to, BigInt(a.value), BigInt(a.validAfter), BigInt(a.validBefore), a.nonce]
    const call = (args) => encodeFunctionData({ abi: evm.eip3009ABI, functionName: 'transferWithAuthorization', args })
    calls.push({ name: p.name, to: asset, data: call([...base, Number(s.v), s.r, s.s]), wallet: call([...base, payload.signature + '00']) })
    continue
  }
  const b = payload.permit2Authorization, w = b.witness, upto = p.name === 'upto'
  const permit = { permitted: { token: b.permitted.token, amount: BigInt(b.permitted.amount) }, nonce: BigInt(b.nonce), deadline: BigInt(b.deadline) }
  const witness = { to: w.to, facilitator: w.facilitator, validAfter: BigInt(w.validAfter) }
  const args = upto ? [permit, 77n, b.from, witness, payload.signature] : [permit, b.from, witness, payload.signature]
  const abi = upto ? evm.x402UptoPermit2ProxyABI : evm.x402ExactPermit2ProxyABI
  const permit2612 = { value: BigInt(b.permitted.amount), deadline: BigInt(b.deadline), r: s.r, s: s.s, v: Number(s.v) }
  calls.push({ name: p.name, to: b.spender, data: encodeFunctionData({ abi, functionName: 'settle', args }),
    permit: encodeFunctionData({ abi, functionName: 'settleWithPermit', args: [permit2612, ...args] }) })
}
console.log(JSON.stringify({ now: NOW, payments, calls }, null, 1))
