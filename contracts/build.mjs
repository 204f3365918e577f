// Compiles src and writes one JSON for each contract into the folder named by
// the argument, artifacts by default. The same sources, compiler and settings
// give the same bytes, so a test can tell whether what is committed is stale.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import solc from 'solc'
import { multicall3Abi } from 'viem'
// viem deploys Multicall3 where it is missing, and so has its code, but exports only the ABI.
import { multicall3Bytecode } from './node_modules/viem/_esm/constants/contracts.js'

const here = dirname(fileURLToPath(import.meta.url))
const target = process.argv[2] ?? join(here, 'artifacts')

const contracts = [
  'TestDollar',
  'Payout',
  'DepositMemo',
  'EVMPaymentChannel',
  'Liabilities',
  'Permit2',
  'X402ExactPermit2Proxy',
  'X402UptoPermit2Proxy',
  'X402BatchSettlement',
  'ERC3009DepositCollector',
  'Permit2DepositCollector',
  'TestWallet',
  'TestWalletFactory',
  'TestCollector',
  'TestOddToken',
]

const settings = {
  // What every chain that matters runs; later rules would shut some of them out.
  evmVersion: 'cancun',
  viaIR: true,
  optimizer: { enabled: true, runs: 100000 },
  // Without the hash of the sources a new comment leaves the code as it is.
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
}

function sources(folder = '') {
  const found = {}
  for (const entry of readdirSync(join(here, 'src', folder), { withFileTypes: true })) {
    const name = folder ? `${folder}/${entry.name}` : entry.name
    if (entry.isDirectory()) Object.assign(found, sources(name))
    else if (name.endsWith('.sol')) found[name] = { content: readFileSync(join(here, 'src', name), 'utf8') }
  }
  return found
}

function compile() {
  const input = {
    language: 'Solidity',
    sources: sources(),
    settings: { ...settings, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.deployedBytecode.immutableReferences'] } } },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)))
  const complaints = output.errors ?? []
  for (const complaint of complaints) console.error(complaint.formattedMessage)
  if (complaints.length > 0) process.exit(1) // a warning in code that holds money is one too many
  return output.contracts
}

// Bindings name overloads by their order, and the compiler's follows selectors: the
// longer one, which takes a signature as v, r and s, comes first for all.
function ordered(abi) {
  return abi.toSorted((a, b) => (a.name === b.name && a.type === b.type ? b.inputs.length - a.inputs.length : 0))
}

function write(artifact) {
  writeFileSync(join(target, `${artifact.name}.json`), JSON.stringify(artifact, null, 1) + '\n')
}

const compiled = compile()
mkdirSync(target, { recursive: true })
for (const name of contracts) {
  const [source, units] = Object.entries(compiled).find(([, units]) => units[name])
  const { abi, evm } = units[name]
  write({
    name,
    source: `src/${source}`,
    compiler: `solc ${solc.version()}`,
    settings,
    abi: ordered(abi),
    creation: `0x${evm.bytecode.object}`,
    // As it is before the constructor fills its immutables in, which are zeros here.
    runtime: `0x${evm.deployedBytecode.object}`,
    immutables: Object.values(evm.deployedBytecode.immutableReferences ?? {}).flat().map(({ start }) => start).sort((a, b) => a - b),
  })
}
// viem's ABI leaves the structs' names out, from which the bindings take theirs.
const structs = { calls: 'struct Multicall3.Call3[]', returnData: 'struct Multicall3.Result[]' }
const named = (parameter) => (parameter.type === 'tuple[]' ? { ...parameter, internalType: structs[parameter.name] } : parameter)
const creationHead = 2 + 2 * 32 // "0x", and the instructions that return what is behind them
write({
  name: 'Multicall3',
  source: `viem ${JSON.parse(readFileSync(join(here, 'node_modules/viem/package.json'), 'utf8')).version}`,
  compiler: 'as deployed on public chains',
  settings: {},
  abi: multicall3Abi.map((part) => ({ ...part, inputs: part.inputs.map(named), outputs: part.outputs.map(named) })),
  creation: multicall3Bytecode,
  runtime: `0x${multicall3Bytecode.slice(creationHead)}`,
  immutables: [],
})
