package law

import (
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// modulePath is the module's name in go.mod.
const modulePath = "aidollar"

// importRule is one ban. Importers are folders of the repository; imports carry
// the kind they are of: std/ for the standard library, own/ for this module,
// ext/ for everybody else's. A pattern that ends in /... covers the whole tree.
type importRule struct {
	who    []string // importers that the rule binds
	butWho []string // importers among them that it does not bind
	not    []string // imports it bans
	but    []string // imports among them that it allows
	reason string
}

// steps of the core in the order of a payment. Each may import the ones before
// it; the last composes them all.
var steps = []string{
	"money", "ledger", "meter", "tariff", "policy", "review", "attest", "duty", "licence", "exchange", "credit", "payment", "recourse",
	"market", "settlement", "capital", "clearing",
}

// pureStd is the part of the standard library that computes and does nothing
// else: the same input gives the same output on every machine.
var pureStd = []string{
	"std/bytes", "std/cmp", "std/container/heap", "std/crypto/ed25519", "std/crypto/sha256",
	"std/crypto/sha3", "std/crypto/sha512", "std/encoding", "std/encoding/base64",
	"std/encoding/binary", "std/encoding/hex", "std/errors", "std/fmt", "std/hash",
	"std/hash/crc32", "std/io", "std/iter", "std/maps", "std/math", "std/math/big",
	"std/math/bits", "std/slices", "std/sort", "std/strconv", "std/strings",
	"std/unicode", "std/unicode/utf16", "std/unicode/utf8",
	"std/unsafe", // for Sizeof alone: see functionsBanned
}

// importRules come from the particular to the general: of the rules that ban
// an import, the first gives the reason.
var importRules = append(stepRules(), []importRule{
	{
		who: []string{"core/..."}, not: []string{"std/time"},
		reason: "time arrives in the command: a replay must see the clock of the first run",
	}, {
		who: []string{"core/..."}, not: []string{"std/os/...", "std/net/...", "std/io/...", "std/syscall", "std/embed"},
		but:    []string{"std/io"},
		reason: "the core does no I/O: what it wants done it returns as data",
	}, {
		who: []string{"core/..."}, not: []string{"std/context", "std/sync/...", "std/runtime/..."},
		reason: "the core has one goroutine, the caller's: there is nothing to cancel, lock or schedule",
	}, {
		who: []string{"core/..."}, not: []string{"std/math/rand/...", "std/crypto/rand", "std/hash/maphash"},
		reason: "chance arrives in the command: two replicas must not throw different dice",
	}, {
		who: []string{"core/..."}, not: []string{"std/log/..."},
		reason: "the core returns events: the caller decides what is logged",
	}, {
		who: []string{"core/..."}, not: []string{"std/math/cmplx"},
		reason: "no float touches money: amounts and rates are integers",
	}, {
		who: []string{"core/..."}, not: []string{"std/..."}, but: pureStd,
		reason: "not on the list of the standard library's pure part (pureStd): add it there if it has no clock, no I/O and no chance in it",
	}, {
		who: []string{"core/..."}, butWho: []string{"core/policy/..."}, not: []string{"ext/..."},
		reason: "the core is the standard library and itself: somebody else's release must not change a digest",
	}, {
		who: []string{"core/policy/..."}, not: []string{"ext/..."}, but: []string{"ext/github.com/cedar-policy/cedar-go/..."},
		reason: "policy has one engine, cedar-go, and nothing else from outside",
	}, {
		who: []string{"core/internal/..."}, not: []string{"own/core/..."},
		but:    []string{"own/core/internal/...", "own/core/money", "own/core/ledger"},
		reason: "what all steps share knows the vocabulary of money and ledger and no step after them",
	}, {
		who: []string{"core/..."}, not: []string{"own/..."}, but: []string{"own/core/..."},
		reason: "the core knows no edge: edges import the core",
	}, {
		who: []string{"cmd/..."}, not: []string{"ext/github.com/ethereum/go-ethereum/..."},
		but:    []string{"ext/github.com/ethereum/go-ethereum/common/...", "ext/github.com/ethereum/go-ethereum/core/types", "ext/github.com/ethereum/go-ethereum/crypto"},
		reason: "cmd joins chain to others, and needs the words for it: addresses, hashes and logs",
	}, {
		who: []string{"..."}, butWho: []string{"chain/...", "contracts/...", "pay/...", "bench/...", "cmd/..."}, not: []string{"ext/github.com/ethereum/go-ethereum/..."},
		reason: "only chain speaks to an EVM node: everybody else sees deposits and payouts",
	}, {
		who: []string{"..."}, not: []string{"ext/github.com/ethereum/go-ethereum/cmd/..."},
		reason: "what lies under cmd of go-ethereum comes under the GPL, its library under the LGPL",
	}, {
		who: []string{"..."}, butWho: []string{"cmd/...", "bench/...", "test/...", "chain/devnet/...", "chain/anvil/..."},
		not:    []string{"own/chain/devnet/...", "own/chain/anvil/...", "own/chain/devaccount/..."},
		reason: "a test chain is a whole EVM node and keys that everybody knows: a program for real money must build without",
	}, {
		who: []string{"pay/..."}, not: []string{"ext/..."},
		but:    []string{"ext/github.com/ethereum/go-ethereum/common/...", "ext/github.com/ethereum/go-ethereum/crypto", "ext/github.com/holiman/uint256"},
		reason: "pay knows addresses, signatures and numbers of 256 bits: a node or a client of one is chain's",
	}, {
		who: []string{"pay/..."}, butWho: []string{"pay/x402/service", "pay/x402/buyer", "pay/mpp/session"},
		not:    []string{"std/net/...", "std/os/...", "std/time"},
		but:    []string{"std/net/url"},
		reason: "pay reads and judges messages: who sends them, what the chain says and what time it is comes from the caller",
	}, {
		who: []string{"..."}, butWho: []string{"journal/...", "bench/..."},
		not:    []string{"ext/github.com/hashicorp/raft/...", "ext/github.com/hashicorp/raft-wal/..."},
		reason: "only journal knows the log's engine: it can then be replaced",
	}, {
		who: []string{"..."}, butWho: []string{"cmd/..."}, not: []string{"own/cmd/..."},
		reason: "cmd is wiring: what others need belongs in a package of its own",
	}, {
		who: []string{"..."}, butWho: []string{"cmd/...", "bench/...", "test/..."}, not: []string{"own/bench/...", "own/test/..."},
		reason: "what measures or tests the product is no part of it",
	}, {
		who: []string{"..."}, not: []string{"own/internal/law/..."},
		reason: "the law judges the repository and serves nobody in it",
	}, {
		who: []string{"internal/..."}, not: []string{"own/..."}, but: []string{"own/core/...", "own/internal/..."},
		reason: "shared helpers must not become a way round from one edge to another",
	}, {
		who: []string{"client/..."}, not: []string{"own/..."}, but: []string{"own/client/...", "own/core/money", "own/core/ledger"},
		reason: "the client keeps a compatibility promise: it may show the vocabulary of money and ledger and nothing of the server",
	}, {
		who: []string{"world/..."}, not: []string{"own/..."}, but: []string{"own/world/...", "own/core/..."},
		reason: "the simulator drives the core on its own clock: an edge would bring real time and I/O in",
	},
}...)

// edgePairs are the edges that may import another one. The rest meet in cmd,
// through small interfaces that the consumer declares.
var edgePairs = map[string][]string{
	"node":  {"journal"},   // the single writer is built on the log
	"chain": {"contracts"}, // bindings, which know no chain
}

// joiners may import anything of this module.
var joiners = []string{"cmd", "bench", "test"}

const edgeReason = "edges meet in cmd through small interfaces that the consumer declares; edgePairs lists the exceptions"

// stepRules bans, for each step of the core, the steps that come after it.
func stepRules() []importRule {
	var rules []importRule
	for i, step := range steps[:len(steps)-1] {
		rule := importRule{
			who:    []string{"core/" + step + "/..."},
			reason: "a step of the core imports earlier steps only: " + strings.Join(steps, ", "),
		}
		for _, later := range steps[i+1:] {
			rule.not = append(rule.not, "own/core/"+later+"/...")
		}
		rules = append(rules, rule)
	}
	return rules
}

// matches reports whether pattern covers path.
func matches(pattern, path string) bool {
	tree, isTree := strings.CutSuffix(pattern, "...")
	if !isTree {
		return path == pattern
	}
	return strings.HasPrefix(path+"/", tree)
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, path) })
}

// kinded puts the kind of an import in front of its path.
func kinded(path string) string {
	if path == modulePath || strings.HasPrefix(path, modulePath+"/") {
		return "own" + strings.TrimPrefix(path, modulePath)
	}
	if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
		return "ext/" + path
	}
	return "std/" + path
}

// importBan is the reason why the package in folder who may not import path,
// or "" if it may.
func importBan(who, path string) string {
	what := kinded(path)
	for _, rule := range importRules {
		bound := matchesAny(rule.who, who) && !matchesAny(rule.butWho, who)
		if bound && matchesAny(rule.not, what) && !matchesAny(rule.but, what) {
			return rule.reason
		}
	}
	return edgeBan(who, what)
}

// edgeBan is the part of the law about edges, which holds for every folder at
// the root that is not named elsewhere, so a new edge is bound from its first day.
func edgeBan(who, what string) string {
	from, _, _ := strings.Cut(who, "/")
	rest, own := strings.CutPrefix(what, "own/")
	to, _, _ := strings.Cut(rest, "/")
	if !own || slices.Contains(joiners, from) {
		return ""
	}
	if to == from || to == "core" || to == "internal" || slices.Contains(edgePairs[from], to) {
		return ""
	}
	return edgeReason
}

// Imports checks the import law over Go files. Tests may import anything: they
// are where the parts of the program meet.
func Imports(files []File) []Violation {
	var found []Violation
	for _, file := range files {
		if file.Test() {
			continue
		}
		found = append(found, stepUnknown(file)...)
		positions := token.NewFileSet()
		tree, err := parser.ParseFile(positions, file.Path, file.Text, parser.ImportsOnly)
		if err != nil {
			found = append(found, Violation{file.Path, err.Error(), "a file that does not parse cannot be judged"})
			continue
		}
		for _, spec := range tree.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has refused it
			}
			if reason := importBan(file.Dir(), path); reason != "" {
				found = append(found, Violation{place(positions, spec), "imports " + path, reason})
			}
		}
	}
	return found
}

// stepUnknown refuses a folder of the core that has no place in the order
// and is not shared by all steps.
func stepUnknown(file File) []Violation {
	rest, inCore := strings.CutPrefix(file.Path, "core/")
	step, _, _ := strings.Cut(rest, "/")
	if !inCore || step == "internal" || slices.Contains(steps, step) {
		return nil
	}
	return []Violation{{file.Path, "core/" + step + " is not a step", "give it its place in the order of steps (" + strings.Join(steps, ", ") + ")"}}
}
