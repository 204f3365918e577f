package x402

import (
	"strconv"
	"strings"
)

// Network names a chain: by CAIP-2 in version 2 (eip155:8453), by a word in
// version 1 (base).
type Network string

const (
	evmNamespace = "eip155:"
	wordsOfAll   = 15 // of chainV1, that the oldest clients know too
)

// chainV1 are the words of version 1, first those of the oldest clients, which
// refuse a whole 402 for one word that they do not know. A private chain can only
// be paid on by version 1 if it takes the id of one of them.
var chainV1 = []struct {
	word string
	id   uint64
}{
	{"base", 8453}, {"base-sepolia", 84532}, {"polygon", 137}, {"polygon-amoy", 80002},
	{"avalanche", 43114}, {"avalanche-fuji", 43113}, {"abstract", 2741}, {"abstract-testnet", 11124},
	{"sei", 1329}, {"sei-testnet", 1328}, {"iotex", 4689}, {"peaq", 3338}, {"story", 1514},
	{"educhain", 41923}, {"skale-base-sepolia", 324705682},

	{"ethereum", 1}, {"sepolia", 11155111}, {"megaeth", 4326}, {"monad", 143},
	{"stable", 988}, {"stable-testnet", 2201}, {"celo", 42220}, {"flare", 14},
}

// EVM is the CAIP-2 name of an EVM chain.
func EVM(chainID uint64) Network {
	return Network(evmNamespace + strconv.FormatUint(chainID, 10))
}

// ChainID is the EVM chain that the network names, in either version's way. It
// is not ok for other kinds of chains and for what is no name.
func (n Network) ChainID() (id uint64, ok bool) {
	if reference, evm := strings.CutPrefix(string(n), evmNamespace); evm {
		id, err := strconv.ParseUint(reference, 10, 53) // what a JavaScript number holds exactly
		return id, err == nil && id > 0 && reference[0] != '0' && reference[0] != '+'
	}
	for _, c := range chainV1 {
		if c.word == string(n) {
			return c.id, true
		}
	}
	return 0, false
}

// V1 is the word for the network in version 1, if all of its clients know one.
func (n Network) V1() (word Network, ok bool) {
	id, ok := n.ChainID()
	for _, c := range chainV1[:wordsOfAll] {
		if ok && c.id == id {
			return Network(c.word), true
		}
	}
	return "", false
}

// V2 is the network by CAIP-2, if it is an EVM chain.
func (n Network) V2() (Network, bool) {
	id, ok := n.ChainID()
	return EVM(id), ok
}
