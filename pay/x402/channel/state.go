package channel

import (
	"errors"

	"github.com/holiman/uint256"
)

// State is what the escrow knows of a channel, in smallest units. A channel that
// nobody has deposited in is all zero.
type State struct {
	Balance             uint256.Int // deposited and neither given back nor withdrawn; what was claimed is in it
	Claimed             uint256.Int // by the receiver, from the first use on
	Withdrawal          uint256.Int // announced by the payer
	WithdrawRequestedAt uint64      // Unix seconds; 0 if nothing is announced
	RefundNonce         uint256.Int // of the next refund
}

// Free is what was not claimed, which a refund or a withdrawal takes from.
func (s *State) Free() (free uint256.Int) {
	if s.Balance.Gt(&s.Claimed) {
		free.Sub(&s.Balance, &s.Claimed)
	}
	return free
}

// errAnswer is an answer that is not the escrow's, such as the empty one of an
// address without code.
var errAnswer = errors.New("what answered is no escrow of batch-settlement")

// ReadState reads the answers to StateCalls.
func ReadState(answers [3][]byte) (s State, err error) {
	var w [5]uint256.Int
	if !words(answers[0], w[:2]) || !words(answers[1], w[2:4]) || !words(answers[2], w[4:]) || !w[3].IsUint64() {
		return s, errAnswer
	}
	return State{Balance: w[0], Claimed: w[1], Withdrawal: w[2], WithdrawRequestedAt: w[3].Uint64(), RefundNonce: w[4]}, nil
}

// ReadReceiver reads the answer to ReceiverCall: what was claimed of all channels
// for a receiver in a token, and what of it was sent, in smallest units.
func ReadReceiver(answer []byte) (claimed, settled uint256.Int, err error) {
	var w [2]uint256.Int
	if !words(answer, w[:]) {
		return claimed, settled, errAnswer
	}
	return w[0], w[1], nil
}

// words reads whole words, and is not ok where there are more or fewer.
func words(b []byte, into []uint256.Int) bool {
	if len(b) != len(into)*wordLength {
		return false
	}
	for i := range into {
		into[i].SetBytes32(b[i*wordLength:])
	}
	return true
}
