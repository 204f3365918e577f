package bench

import (
	"context"
	"math/big"

	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// channels measures x402's: one transaction claims, another sends the receiver what
// was claimed of all channels.
func (g *gasRun) channels(ctx context.Context) error {
	configs, claimed := make([]channel.Config, len(g.payers)), make([]uint64, len(g.payers))
	calls := make([][]byte, len(g.payers))
	for i, key := range g.payers {
		payer := crypto.PubkeyToAddress(key.PublicKey)
		configs[i] = channel.Config{Payer: payer, PayerAuthorizer: payer, Receiver: contracts.PayoutAddress, ReceiverAuthorizer: g.house.address, Token: contracts.TokenAddress, WithdrawDelay: channel.WithdrawDelayMin}
		d := &channel.Deposit{Amount: *uint256.NewInt(gasDeposit), ValidBefore: *uint256.NewInt(gasFar)}
		s, err := evmsig.Sign(d.Digest(g.separator(), configs[i].ID(g.n.id), payer), key)
		if err != nil {
			return err
		}
		d.Signature = s[:]
		calls[i] = d.Call(&configs[i], nil)
	}
	claim := func(ctx context.Context, channels int, payments uint64) (uint64, error) {
		claims := make([]channel.Claim, channels)
		for i := range claims {
			claimed[i] += payments * gasPrice
			v := channel.Voucher{Channel: configs[i].ID(g.n.id), Amount: *uint256.NewInt(claimed[i])}
			s, err := evmsig.Sign(v.Digest(g.n.id), g.payers[i])
			if err != nil {
				return 0, err
			}
			claims[i] = channel.Claim{Config: configs[i], Amount: v.Amount, Signature: s[:], Total: v.Amount}
		}
		return g.sent(ctx, contracts.BatchSettlementAddress, channel.ClaimCall(claims), channel.SettleCall(contracts.PayoutAddress, contracts.TokenAddress))
	}
	return g.measure(ctx, &escrowGas{name: "x402: claim and settle", claim: claim}, contracts.BatchSettlementAddress, calls)
}

// sessions measures MPP's: what is taken is sent at once, from each by itself.
func (g *gasRun) sessions(ctx context.Context) error {
	session, payout := contracts.NewEVMPaymentChannel(), contracts.NewPayout()
	escrow := contracts.SessionEscrowAddress
	ids, taken := make([]common.Hash, len(g.payers)), make([]uint64, len(g.payers))
	calls := make([][]byte, len(g.payers))
	for i, key := range g.payers {
		of := &evmsig.Session{Payer: crypto.PubkeyToAddress(key.PublicKey), Payee: contracts.PayoutAddress, Token: contracts.TokenAddress}
		ids[i] = of.ID(g.n.id, escrow)
		a := &evmsig.Authorization{From: of.Payer, To: escrow, Value: *uint256.NewInt(gasDeposit), ValidBefore: *uint256.NewInt(gasFar), Nonce: of.OpenNonce()}
		s, err := evmsig.Sign(a.ReceiveDigest(g.separator()), key)
		if err != nil {
			return err
		}
		calls[i] = session.PackOpenWithAuthorization(of.Payee, of.Token, a.Value.ToBig(), of.Salt, of.Signer, a.From, a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, s[:])
	}
	claim := func(ctx context.Context, channels int, payments uint64) (uint64, error) {
		claims := make([]contracts.PayoutClaim, channels)
		for i := range claims {
			taken[i] += payments * gasPrice
			s, err := evmsig.Sign(evmsig.SessionVoucherDigest(evmsig.SessionSeparator(g.n.id, escrow), ids[i], uint256.NewInt(taken[i])), g.payers[i])
			if err != nil {
				return 0, err
			}
			claims[i] = contracts.PayoutClaim{ChannelId: ids[i], CumulativeAmount: new(big.Int).SetUint64(taken[i]), Signature: s[:]}
		}
		return g.sent(ctx, contracts.PayoutAddress, payout.PackClaim(escrow, claims))
	}
	return g.measure(ctx, &escrowGas{name: "MPP: settle", claim: claim}, escrow, calls)
}

// measure makes the deposits, claims from everybody once, and reports.
func (g *gasRun) measure(ctx context.Context, e *escrowGas, escrow common.Address, deposits [][]byte) error {
	if _, err := g.sent(ctx, escrow, deposits[0]); err != nil { // the escrow's first, which no other is like
		return err
	}
	gas, err := g.sent(ctx, escrow, deposits[1:]...)
	if err != nil {
		return err
	}
	e.deposit = gas / uint64(len(deposits)-1)
	if _, err := e.claim(ctx, len(deposits), 1); err != nil {
		return err
	}
	return g.report(ctx, e)
}

// sent sends calls, each in a transaction, and gives the gas of all.
func (g *gasRun) sent(ctx context.Context, to common.Address, calls ...[]byte) (uint64, error) {
	txs := make([]common.Hash, len(calls))
	for i, data := range calls {
		tx, err := g.house.send(ctx, to, data)
		if err != nil {
			return 0, err
		}
		txs[i] = tx
	}
	return g.n.used(ctx, txs...)
}
