// Writes the vectors that the tests compare with, as viem computes them:
//
//	npm install viem@2.57.20 && node vectors.mjs > vectors.json
//
// What looks random follows from the counter, so a second run writes the same.
import {
  hashTypedData, keccak256, parseSignature,
  serializeCompactSignature, serializeErc6492Signature,
  signatureToCompactSignature, stringToBytes,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

let counter = 0
const word = () => keccak256(stringToBytes(`aidollar vector ${counter++}`))
const address = () => ('0x' + word().slice(26))
const uint = (bits) => BigInt(word()) >> BigInt(256 - bits)

const PERMIT2 = '0x000000000022D473030F116dDEE9F6B43aC78BA3'
const authorization = [
  { name: 'from', type: 'address' }, { name: 'to', type: 'address' },
  { name: 'value', type: 'uint256' }, { name: 'validAfter', type: 'uint256' },
  { name: 'validBefore', type: 'uint256' }, { name: 'nonce', type: 'bytes32' },
]
const permit2 = (witness) => ({
  PermitWitnessTransferFrom: [
    { name: 'permitted', type: 'TokenPermissions' }, { name: 'spender', type: 'address' },
    { name: 'nonce', type: 'uint256' }, { name: 'deadline', type: 'uint256' },
    { name: 'witness', type: 'Witness' },
  ],
  TokenPermissions: [{ name: 'token', type: 'address' }, { name: 'amount', type: 'uint256' }],
  Witness: witness,
})
const types = {
  transfer: { TransferWithAuthorization: authorization },
  receive: { ReceiveWithAuthorization: authorization },
  cancel: { CancelAuthorization: [{ name: 'authorizer', type: 'address' }, { name: 'nonce', type: 'bytes32' }] },
  permit: { Permit: [
    { name: 'owner', type: 'address' }, { name: 'spender', type: 'address' }, { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' }, { name: 'deadline', type: 'uint256' },
  ] },
  exact: permit2([{ name: 'to', type: 'address' }, { name: 'validAfter', type: 'uint256' }]),
  upto: permit2([{ name: 'to', type: 'address' }, { name: 'facilitator', type: 'address' }, { name: 'validAfter', type: 'uint256' }]),
}
const names = ['USD Coin', 'USDC', 'Test Dollar', 'Dólar de prueba', '', 'a'.repeat(200)]
const versions = ['2', '1', '', '10.4']

const messageOf = (kind, account, bits) => {
  const field = { address, uint256: () => uint(bits), bytes32: word }
  const fill = (name) => Object.fromEntries(types[kind][name].map((f) =>
    [f.name, types[kind][f.type] ? fill(f.type) : field[f.type]()]))
  const message = fill(Object.keys(types[kind])[0])
  for (const own of ['from', 'authorizer', 'owner']) if (own in message) message[own] = account.address
  return message
}

const typed = []
for (let i = 0; i < 24; i++) {
  for (const kind of Object.keys(types)) {
    const account = privateKeyToAccount(word())
    const chainId = Number(uint([1, 8, 17, 32, 53][i % 5]))
    const ofPermit2 = kind === 'exact' || kind === 'upto'
    const domain = ofPermit2
      ? { name: 'Permit2', chainId, verifyingContract: PERMIT2 }
      : { name: names[i % names.length], version: versions[i % versions.length], chainId, verifyingContract: address() }
    const message = messageOf(kind, account, [256, 64, 20, 1][i % 4])
    const data = { domain, types: types[kind], primaryType: Object.keys(types[kind])[0], message }
    const signature = await account.signTypedData(data)
    typed.push({
      kind, domain, message, digest: hashTypedData(data), signature, signer: account.address,
      compact: serializeCompactSignature(signatureToCompactSignature(parseSignature(signature))),
    })
  }
}

const wrapped = []
for (let i = 0; i < 8; i++) {
  const bytes = (n) => '0x' + Array.from({ length: n }, () => word().slice(2, 4)).join('')
  const parts = { address: address(), data: bytes([0, 1, 31, 32, 33, 68, 200, 5][i]), signature: bytes([65, 64, 0, 1, 130, 32, 65, 96][i]) }
  wrapped.push({ factory: parts.address, call: parts.data, inner: parts.signature, wrapped: serializeErc6492Signature(parts) })
}

const print = (key, value) => typeof value === 'bigint' ? value.toString() : value
console.log(JSON.stringify({ typed, wrapped }, print))
