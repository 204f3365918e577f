package wallet

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

const (
	// validityMax bounds how long a signature is money, whatever a seller asks for.
	validityMax = 3600 // seconds
	// backdatingV1 is how far version 1's payments begin in the past, for sellers
	// whose clock is behind.
	backdatingV1 = 600 // seconds
)

const extensionPermit = "eip2612GasSponsoring"

// Approvals is what a chain knows about an account's approvals of Permit2.
type Approvals interface {
	// Allowance is what spender may take, in smallest units.
	Allowance(ctx context.Context, chainID uint64, asset, owner, spender common.Address) (uint256.Int, error)
	// PermitNonce is the owner's next nonce of EIP-2612 in the token.
	PermitNonce(ctx context.Context, chainID uint64, asset, owner common.Address) (uint256.Int, error)
}

// Pay signs a payment for a 402, by the first way to pay that the wallet may
// take, valid from now on (Unix seconds). id names the payment where the server
// offers that (see x402.IdentifierValid) and may be empty. What is signed counts
// as spent until Release. A *NoWay says why nothing could be signed.
func (w *Wallet) Pay(ctx context.Context, r *x402.Required, id string, now uint64) (*x402.Payment, *x402.Terms, error) {
	if len(r.Accepts) == 0 {
		return nil, nil, refuse(CodeNoWay, "the 402 names no way to pay")
	}
	first, later, ways := w.options(r)
	for _, o := range append(first, later...) {
		p, err := w.take(ctx, r, o, id, now)
		if err == nil {
			return p, o.terms, nil
		}
		ways[o.way] = place(err, o.way)
	}
	return nil, nil, &NoWay{ways}
}

// take pays by one way, all or nothing.
func (w *Wallet) take(ctx context.Context, r *x402.Required, o option, id string, now uint64) (*x402.Payment, error) {
	p, err := r.Answer(o.way, id)
	if err != nil {
		return nil, err
	}
	var nonce common.Hash
	if _, err := io.ReadFull(w.random, nonce[:]); err != nil {
		return nil, fmt.Errorf("no random nonce: %w", err)
	}
	if err := w.reserve(nonce, payment{o.token, o.terms.Amount}); err != nil {
		return nil, err
	}
	if err := w.sign(ctx, r, p, o.terms, nonce, now); err != nil {
		// Nothing has left the wallet, so nothing counts.
		_ = w.Release(nonce, nil)
		return nil, err
	}
	return p, nil
}

func (w *Wallet) sign(ctx context.Context, r *x402.Required, p *x402.Payment, terms *x402.Terms, nonce common.Hash, now uint64) error {
	end := uint256.NewInt(now + min(uint64(terms.TimeoutSeconds), validityMax))
	var digest common.Hash
	if terms.Method == x402.MethodPermit2 {
		t := &evmsig.Permit2Transfer{
			From: w.Address(), Token: terms.Asset, Amount: terms.Amount, Deadline: *end,
			Spender: evmsig.ExactProxy, To: terms.PayTo, Facilitator: terms.Facilitator,
		}
		t.Nonce.SetBytes32(nonce[:])
		digest = t.ExactDigest(terms.Separator)
		if terms.Scheme == x402.SchemeUpto {
			t.Spender = evmsig.UptoProxy
			digest = t.UptoDigest(terms.Separator)
		}
		p.Payload.Permit2 = t
		if err := w.approve(ctx, r, p, terms, &terms.Amount, end); err != nil {
			return err
		}
	} else {
		a := &evmsig.Authorization{From: w.Address(), To: terms.PayTo, Value: terms.Amount, ValidBefore: *end, Nonce: nonce}
		if r.Version == 1 {
			a.ValidAfter.SetUint64(now - min(now, backdatingV1))
		}
		digest = a.TransferDigest(terms.Separator)
		p.Payload.Transfer = a
	}
	signature, err := w.signer.Sign(digest)
	if err != nil {
		return fmt.Errorf("signing the payment: %w", err)
	}
	p.Payload.Signature = signature[:]
	return nil
}

// approve adds a signed permit where Permit2 may not take the amount yet and the
// server offers to send the permit along.
func (w *Wallet) approve(ctx context.Context, r *x402.Required, p *x402.Payment, terms *x402.Terms, amount, end *uint256.Int) error {
	if w.chain == nil {
		return nil
	}
	allowance, err := w.chain.Allowance(ctx, terms.ChainID, terms.Asset, w.Address(), evmsig.Permit2)
	if err != nil {
		return fmt.Errorf("asking what Permit2 may take: %w", err)
	}
	if !allowance.Lt(amount) {
		return nil
	}
	var offered map[string]json.RawMessage
	if len(r.Extensions) > 0 && json.Unmarshal(r.Extensions, &offered) != nil || offered[extensionPermit] == nil || terms.Name == "" || terms.Version == "" {
		return refuse(CodeApproval, "Permit2 may take %s of the token, %s are to move, and the server does not send a signed approval along; approve %s first", allowance.Dec(), amount.Dec(), evmsig.Permit2)
	}
	permit := evmsig.Permit{Owner: w.Address(), Spender: evmsig.Permit2, Value: *amount, Deadline: *end}
	if permit.Nonce, err = w.chain.PermitNonce(ctx, terms.ChainID, terms.Asset, w.Address()); err != nil {
		return fmt.Errorf("asking for the nonce of permits: %w", err)
	}
	domain := evmsig.Domain{Name: terms.Name, Version: terms.Version, ChainID: terms.ChainID, Contract: terms.Asset}
	signature, err := w.signer.Sign(permit.Digest(domain.Separator()))
	if err != nil {
		return fmt.Errorf("signing the approval: %w", err)
	}
	return p.AddInfo(extensionPermit, map[string]string{
		"from": permit.Owner.Hex(), "asset": terms.Asset.Hex(), "spender": permit.Spender.Hex(), "amount": permit.Value.Dec(),
		"nonce": permit.Nonce.Dec(), "deadline": permit.Deadline.Dec(), "signature": hexutil.Encode(signature[:]), "version": "1",
	})
}
