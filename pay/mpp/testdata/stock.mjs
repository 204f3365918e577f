// Writes what the stock library sends and takes, for the tests to read:
//
//	npm install --legacy-peer-deps mppx@0.11.0 viem@2.57.20 && node stock.mjs > stock.json
//
// Clock and keys are fixed first, so a second run writes the same.
import { keccak256, stringToBytes } from 'viem'

const NOW = 1_790_000_000
Date.now = () => NOW * 1000
const { privateKeyToAccount } = await import('viem/accounts')
const { Challenge, Receipt } = await import('mppx')
const { evm } = await import('mppx/client')

const secretKey = 'aidollar stock'
const account = privateKeyToAccount(keccak256(stringToBytes('aidollar stock payer')))
const currency = '0x036CbD53842c5426634e7929541eC2318f3dCF7e'
const recipient = '0x209693Bc6afc0C5328bA36FaF03C514EF312287C'
const method = evm.charge({ account, authorization: { name: 'USDC', version: '2' } })

const cases = {
  plain: {},
  expires: { expires: '2026-09-21T14:33:20Z' },
  digest: { digest: 'sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
  opaque: { expires: '2026-09-21T14:33:20Z', meta: { salt: 'a|b', resource: 'https://api.example.com/<&>"' } },
  quoted: { realm: 'a "quoted" \\ realm' },
}
const challenges = []
for (const [name, more] of Object.entries(cases)) {
  const challenge = Challenge.from({
    secretKey, realm: 'api.example.com', method: 'evm', intent: 'charge',
    request: { recipient, currency, amount: '20000', methodDetails: { credentialTypes: ['authorization'], chainId: 84532 } }, ...more,
  })
  const header = Challenge.serialize(challenge)
  // A client has the header alone.
  const received = Challenge.deserialize(header)
  challenges.push({ name, id: challenge.id, header, credential: await method.createCredential({ challenge: received, context: {} }) })
}
const receipt = Receipt.serialize({ method: 'evm', reference: '0xabc', status: 'success', timestamp: '2026-09-21T14:33:20Z' })
console.log(JSON.stringify({ secretKey, payer: account.address, challenges, receipt }, null, 1))
