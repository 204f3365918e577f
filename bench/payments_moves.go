package bench

import (
	"context"
	"fmt"
	"io"

	"aidollar/chain/codec"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var (
	payoutSizes  = []int{1, 10, 100, 300}
	collectSizes = []int{1, 10, 50}
)

const (
	movesAlone = 10          // transactions that the yardsticks are a mean of
	movesFund  = 100_000_000 // smallest units for each payer
	movesFloat = 10_000_000_000
)

// moves measures the gas of batches on the chain, beside what they would take one
// by one. Gas is exact, so there are no rounds: everybody has tokens beforehand, as
// in a house that runs, and each payer is another one.
func moves(ctx context.Context, w io.Writer, n *testnet, owner, payer *sender) error {
	recipients := make([]common.Address, payoutSizes[len(payoutSizes)-1])
	for i := range recipients {
		recipients[i] = testAddress("bench recipient %d", i)
	}
	if err := prepareMoves(ctx, n, owner, payer, recipients); err != nil {
		return err
	}
	var alone []common.Hash
	for i := range movesAlone {
		tx, err := payer.transfer(ctx, recipients[i], uint64(1_000_000+i))
		if err != nil {
			return err
		}
		alone = append(alone, tx)
	}
	single, err := n.used(ctx, alone...)
	if err != nil {
		return err
	}
	single /= movesAlone
	t := newTable(w, "paid out in a transaction", "gas", "gas each", "x a transfer of its own")
	t.row("1, a transfer of the token", fmt.Sprint(single), fmt.Sprint(single), "")
	for _, size := range payoutSizes {
		tx, err := batch(ctx, owner, fmt.Sprintf("bench %d", size), recipients[:size])
		if err != nil {
			return err
		}
		gas, err := n.used(ctx, tx)
		if err != nil {
			return err
		}
		gasRow(t, size, gas, single)
	}
	if err := t.flush(); err != nil {
		return err
	}
	return collections(ctx, w, n, owner)
}

func gasRow(t *table, size int, gas, single uint64) {
	each := gas / uint64(size)
	t.row(fmt.Sprint(size), fmt.Sprint(gas), fmt.Sprint(each), fmt.Sprintf("%.2f", float64(each)/float64(single)))
}

// prepareMoves gives everybody tokens.
func prepareMoves(ctx context.Context, n *testnet, owner, payer *sender, recipients []common.Address) error {
	funded, err := payer.transfer(ctx, contracts.PayoutAddress, movesFloat)
	if err != nil {
		return err
	}
	if _, err := n.used(ctx, funded); err != nil {
		return err
	}
	first, err := batch(ctx, owner, "bench first", recipients)
	if err != nil {
		return err
	}
	txs := []common.Hash{first}
	for i := range collectors() {
		key, err := testKey(collectorName, i)
		if err != nil {
			return err
		}
		tx, err := payer.transfer(ctx, crypto.PubkeyToAddress(key.PublicKey), movesFund)
		if err != nil {
			return err
		}
		txs = append(txs, tx)
	}
	_, err = n.used(ctx, txs...)
	return err
}

// batch pays out to each of the recipients.
func batch(ctx context.Context, owner *sender, name string, to []common.Address) (common.Hash, error) {
	var total uint256.Int
	payments := make([]codec.Payment, len(to))
	for i := range to {
		payments[i] = codec.Payment{To: to[i], Amount: *uint256.NewInt(1_234_567 + uint64(i))}
		total.Add(&total, &payments[i].Amount)
	}
	return owner.send(ctx, contracts.PayoutAddress, codec.Pay(crypto.Keccak256Hash([]byte(name)), contracts.TokenAddress, &total, payments))
}

const collectorName = "bench collector %d"

// collectors is how many payers sign an authorization: one for each that is
// collected alone, and one for each of a batch.
func collectors() int { return collectSizes[len(collectSizes)-1] }

// collections measures authorizations of EIP-3009 that are collected together.
func collections(ctx context.Context, w io.Writer, n *testnet, owner *sender) error {
	separator := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: n.id, Contract: contracts.TokenAddress}.Separator()
	authorized := func(by int, of string) (facilitator.Call, error) {
		key, err := testKey(collectorName, by)
		if err != nil {
			return facilitator.Call{}, err
		}
		a := &evmsig.Authorization{From: crypto.PubkeyToAddress(key.PublicKey), To: contracts.PayoutAddress, Value: *uint256.NewInt(10_000),
			ValidBefore: *uint256.NewInt(unixNow() + 3600), Nonce: crypto.Keccak256Hash(fmt.Appendf(nil, "%s %d", of, by))}
		s, err := evmsig.Sign(a.TransferDigest(separator), key)
		return facilitator.TransferCall(contracts.TokenAddress, a, s[:], false), err
	}
	var alone []common.Hash
	for i := range movesAlone {
		call, err := authorized(i, "alone")
		if err != nil {
			return err
		}
		tx, err := owner.send(ctx, call.To, call.Data)
		if err != nil {
			return err
		}
		alone = append(alone, tx)
	}
	single, err := n.used(ctx, alone...)
	if err != nil {
		return err
	}
	single /= movesAlone
	t := newTable(w, "\ncollected in a transaction", "gas", "gas each", "x a transaction of its own")
	t.row("1, transferWithAuthorization", fmt.Sprint(single), fmt.Sprint(single), "")
	for _, size := range collectSizes {
		parts := make([]codec.Part, size)
		for i := range parts {
			call, err := authorized(i, fmt.Sprintf("of %d", size))
			if err != nil {
				return err
			}
			parts[i] = codec.Part{To: call.To, Data: call.Data, MayFail: true}
		}
		tx, err := owner.send(ctx, contracts.Multicall3Address, codec.Aggregate3(parts))
		if err != nil {
			return err
		}
		gas, err := n.used(ctx, tx)
		if err != nil {
			return err
		}
		gasRow(t, size, gas, single)
	}
	if err := t.flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w)
	return err
}
