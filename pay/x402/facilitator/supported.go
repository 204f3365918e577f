package facilitator

import (
	"encoding/json"
	"slices"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
)

// Supported is the answer to /supported: on each chain exact and, where somebody
// can settle it, upto, and where its contracts lie, batch-settlement, for servers
// that sign for their channels themselves; in version 1 exact on the chains that it has a word for.
func (v *Verifier) Supported() x402.Supported {
	s := x402.Supported{Extensions: []string{ExtensionPermit}, Signers: map[string][]string{}}
	ids := make([]uint64, 0, len(v.Chains))
	for id := range v.Chains {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		chain, network := v.Chains[id], x402.EVM(id)
		s.Kinds = append(s.Kinds, x402.Kind{Version: 2, Scheme: x402.SchemeExact, Network: network})
		if len(chain.Settlers) > 0 {
			s.Kinds = append(s.Kinds, x402.Kind{Version: 2, Scheme: x402.SchemeUpto, Network: network, Extra: uptoExtra(chain.Settlers[0])})
		}
		if chain.Channels {
			s.Kinds = append(s.Kinds, x402.Kind{Version: 2, Scheme: x402.SchemeBatch, Network: network})
		}
		if word, ok := network.V1(); ok {
			s.Kinds = append(s.Kinds, x402.Kind{Version: 1, Scheme: x402.SchemeExact, Network: word})
		}
		for _, settler := range chain.Settlers {
			if hex := settler.Hex(); !slices.Contains(s.Signers["eip155:*"], hex) {
				s.Signers["eip155:*"] = append(s.Signers["eip155:*"], hex)
			}
		}
	}
	return s
}

// uptoExtra names whom the payer must let settle.
func uptoExtra(settler common.Address) json.RawMessage {
	return json.RawMessage(`{"facilitatorAddress":"` + settler.Hex() + `"}`)
}
