package bench

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"os/exec"

	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var (
	gasPayments = []uint64{1, 10, 100, 10_000} // that one voucher stands for
	gasChannels = []int{1, 10, 100}            // claimed in a transaction
)

const (
	gasPrice   = 30        // of a payment, in the token's smallest units
	gasDeposit = 1_000_000 // in each channel: more than all claims of one channel together
	gasPayer   = "bench gas payer %d"
	gasFar     = 1 << 40 // a time that no run reaches, so that each costs the same
)

// GasOptions say what Gas measures with.
type GasOptions struct {
	Program      string // this program's executable
	Owner, Payer string // keys of the test chain: whose the house is, and somebody with tokens
}

// Gas measures what a payment costs on the chain if it is made by voucher, in x402's
// channels and in MPP's sessions, beside payments of exact that are collected one by
// one. Gas is exact, so there are no rounds. Everybody has tokens and has been paid
// before, as in a house that runs.
func Gas(ctx context.Context, w io.Writer, o GasOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "gas: on the chain inside; each channel has a payer of its own, and one deposit for each claim where deposits are counted\n\n")
	node, err := startChild(exec.Command(o.Program, "bench", "chain"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, node.stop()) }()
	n, err := dialTestnet(ctx, node.url)
	if err != nil {
		return err
	}
	defer n.client.Close()
	g := &gasRun{n: n, w: w}
	if g.house, err = n.account(ctx, o.Owner); err != nil {
		return err
	}
	payer, err := n.account(ctx, o.Payer)
	if err != nil {
		return err
	}
	if err := g.prepare(ctx, payer); err != nil {
		return err
	}
	if err := g.exactly(ctx); err != nil {
		return err
	}
	if err := g.channels(ctx); err != nil {
		return err
	}
	return g.sessions(ctx)
}

// gasRun is one run: the house, and a payer for each channel.
type gasRun struct {
	n      *testnet
	w      io.Writer
	house  *sender
	payers []*ecdsa.PrivateKey
	exact  uint64 // gas of a payment that is collected alone
}

// escrowGas is what an escrow takes: for a deposit, and for the transactions by which
// the house gets what so many vouchers of so many payments each give.
type escrowGas struct {
	name    string
	deposit uint64
	claim   func(ctx context.Context, channels int, payments uint64) (uint64, error)
}

func (g *gasRun) prepare(ctx context.Context, payer *sender) error {
	most := gasChannels[len(gasChannels)-1]
	addresses := make([]common.Address, most)
	for i := range addresses {
		key, err := testKey(gasPayer, i)
		if err != nil {
			return err
		}
		g.payers = append(g.payers, key)
		addresses[i] = crypto.PubkeyToAddress(key.PublicKey)
	}
	funded, err := payer.transfer(ctx, contracts.PayoutAddress, movesFloat)
	if err != nil {
		return err
	}
	if _, err := g.n.used(ctx, funded); err != nil {
		return err
	}
	for _, of := range []string{"channels", "sessions"} { // a deposit's worth for each
		paid, err := batch(ctx, g.house, "bench gas "+of, addresses)
		if err != nil {
			return err
		}
		if _, err := g.n.used(ctx, paid); err != nil {
			return err
		}
	}
	return nil
}

func (g *gasRun) separator() common.Hash {
	return evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: g.n.id, Contract: contracts.TokenAddress}.Separator()
}

// exactly measures payments of exact by EIP-3009, each in a transaction of its own.
func (g *gasRun) exactly(ctx context.Context) error {
	var alone []common.Hash
	for i := range movesAlone {
		a := &evmsig.Authorization{From: crypto.PubkeyToAddress(g.payers[i].PublicKey), To: contracts.PayoutAddress, Value: *uint256.NewInt(gasPrice),
			ValidBefore: *uint256.NewInt(gasFar), Nonce: crypto.Keccak256Hash([]byte("bench gas exact"))}
		s, err := evmsig.Sign(a.TransferDigest(g.separator()), g.payers[i])
		if err != nil {
			return err
		}
		call := facilitator.TransferCall(contracts.TokenAddress, a, s[:], false)
		tx, err := g.house.send(ctx, call.To, call.Data)
		if err != nil {
			return err
		}
		alone = append(alone, tx)
	}
	gas, err := g.n.used(ctx, alone...)
	g.exact = gas / movesAlone
	return err
}

// report prints what a payment costs by the vouchers of an escrow.
func (g *gasRun) report(ctx context.Context, e *escrowGas) error {
	t := newTable(g.w, e.name, "gas of the claim", "gas a payment", "exact takes, times", "with the deposit", "exact takes, times")
	t.row("exact, one by one", "", fmt.Sprint(g.exact), "", "", "")
	for _, channels := range gasChannels {
		for _, payments := range gasPayments {
			gas, err := e.claim(ctx, channels, payments)
			if err != nil {
				return err
			}
			all := float64(payments) * float64(channels)
			alone, deposited := float64(gas)/all, (float64(gas)+float64(e.deposit)*float64(channels))/all
			t.row(fmt.Sprintf("%d channels, %d payments each", channels, payments), fmt.Sprint(gas),
				fmt.Sprintf("%.1f", alone), fmt.Sprintf("%.1f", float64(g.exact)/alone), fmt.Sprintf("%.1f", deposited), fmt.Sprintf("%.1f", float64(g.exact)/deposited))
		}
	}
	if err := t.flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(g.w, "a deposit takes %d\n\n", e.deposit)
	return err
}
