package service

import (
	"bytes"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var (
	transferTopic = crypto.Keccak256Hash([]byte("Transfer(address,address,uint256)"))
	usedTopic     = crypto.Keccak256Hash([]byte("AuthorizationUsed(address,bytes32)"))
)

// Transfer is what a payment moves, and what the chain must show of it.
type Transfer struct {
	Asset, From, To common.Address
	Amount          uint256.Int // smallest units
	Nonce           common.Hash
	Method          string // x402.MethodEIP3009 or x402.MethodPermit2
}

// ShownBy tells whether logs of one transaction are of this payment: the token
// says that exactly the amount went from the payer to the payee and, by EIP-3009,
// that it was this authorization that moved it.
func (t *Transfer) ShownBy(logs []Log) bool {
	amount := t.Amount.Bytes32()
	moved := t.emitted(logs, amount[:], transferTopic, word(t.From), word(t.To))
	return moved && (t.Method != x402.MethodEIP3009 || t.emitted(logs, nil, usedTopic, word(t.From), t.Nonce))
}

func (t *Transfer) emitted(logs []Log, data []byte, topics ...common.Hash) bool {
	for i := range logs {
		l := &logs[i]
		if l.Address != t.Asset || len(l.Topics) != len(topics) || !bytes.Equal(l.Data, data) {
			continue
		}
		same := true
		for k := range topics {
			same = same && l.Topics[k] == topics[k]
		}
		if same {
			return true
		}
	}
	return false
}

// word is an address as a topic.
func word(a common.Address) common.Hash { return common.BytesToHash(a[:]) }
