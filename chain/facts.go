package chain

import (
	"context"

	"aidollar/chain/codec"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// PaymentQuestion names a payment to the chain.
type PaymentQuestion struct {
	Token, Payer common.Address
	Nonce        common.Hash // of EIP-3009 in the token, or of Permit2
	Permit2      bool        // whose nonce it is, and whether the allowance is wanted
	Views        []Call      // what else is to be known of the same block
}

// PaymentState is what the chain says about it, all of one block.
type PaymentState struct {
	Block     uint64
	Code      []byte      // at the payer's address
	NonceUsed bool        // or cancelled
	Balance   uint256.Int // of the payer in the token
	Allowance uint256.Int // of Permit2, where it was asked for
	Views     [][]byte    // the answers, in the order of the question
}

// PaymentState asks for all that a payment's check needs in one round trip.
func (c *Client) PaymentState(ctx context.Context, q PaymentQuestion) (PaymentState, error) {
	return anywhere(ctx, c, func(ctx context.Context, e *endpoint) (PaymentState, error) {
		state, same, err := e.paymentState(ctx, q, "latest")
		if err != nil || same {
			return state, err
		}
		// A block came between the first answer and the last: this time by number.
		state, _, err = e.paymentState(ctx, q, hexutil.EncodeUint64(state.Block))
		return state, err
	})
}

// paymentState asks in one batch, with the head's number in front and behind: if
// they are the same, so is the block that "latest" meant in between.
func (e *endpoint) paymentState(ctx context.Context, q PaymentQuestion, at string) (PaymentState, bool, error) {
	nonce := message(common.Address{}, q.Token, codec.AuthorizationState(q.Payer, q.Nonce))
	if q.Permit2 {
		nonce = message(common.Address{}, codec.Permit2, codec.NonceBitmap(q.Payer, q.Nonce))
	}
	var before, after hexutil.Uint64
	var code, used, balance, allowance hexutil.Bytes
	requests := []*request{
		{method: "eth_blockNumber", out: &before},
		{method: "eth_getCode", args: []any{q.Payer, at}, out: &code},
		{method: "eth_call", args: []any{nonce, at}, out: &used},
		{method: "eth_call", args: []any{message(common.Address{}, q.Token, codec.BalanceOf(q.Payer)), at}, out: &balance},
	}
	if q.Permit2 {
		data := codec.Allowance(q.Payer, codec.Permit2)
		requests = append(requests, &request{method: "eth_call", args: []any{message(common.Address{}, q.Token, data), at}, out: &allowance})
	}
	views := make([]hexutil.Bytes, len(q.Views))
	for i, v := range q.Views {
		requests = append(requests, &request{method: "eth_call", args: []any{message(common.Address{}, v.To, v.Data), at}, out: &views[i]})
	}
	// The head's number goes last.
	requests = append(requests, &request{method: "eth_blockNumber", out: &after})
	if err := e.ask(ctx, requests...); err != nil {
		return PaymentState{}, false, err
	}
	for _, r := range requests {
		if r.err != nil {
			return PaymentState{}, false, e.answered(r)
		}
	}
	if len(used) != 32 || len(balance) != 32 || q.Permit2 && len(allowance) != 32 {
		return PaymentState{}, false, Errorf(Refuse, CodeAnswer, "%s does not answer as a token with EIP-3009 or Permit2 does", q.Token)
	}
	state := PaymentState{Block: uint64(before), Code: code}
	word := new(uint256.Int).SetBytes(used)
	state.NonceUsed = !word.IsZero()
	if q.Permit2 {
		state.NonceUsed = codec.BitOf(word, q.Nonce)
	}
	state.Balance.SetBytes(balance)
	state.Allowance.SetBytes(allowance)
	for _, v := range views {
		state.Views = append(state.Views, v)
	}
	return state, before == after, nil
}

// ValidSignature asks an account with code whether it signed a digest (ERC-1271).
// One that reverts, or answers otherwise, has not.
func (c *Client) ValidSignature(ctx context.Context, account common.Address, digest common.Hash, signature []byte) (bool, error) {
	return anywhere(ctx, c, func(ctx context.Context, e *endpoint) (bool, error) {
		var answer hexutil.Bytes
		msg := message(common.Address{}, account, codec.IsValidSignature(digest, signature))
		asked := &request{method: "eth_call", args: []any{msg, "latest"}, out: &answer}
		if err := e.ask(ctx, asked); err != nil {
			return false, err
		}
		if asked.err != nil {
			if _, reverts := c.revertOf(asked.err); reverts {
				return false, nil
			}
			return false, e.answered(asked)
		}
		return codec.SignatureGood(answer), nil
	})
}
