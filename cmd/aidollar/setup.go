package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"aidollar/api"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/tariff"

	"github.com/google/uuid"
)

// newID makes a UUIDv7.
func newID() ledger.ID {
	id := uuid.Must(uuid.NewV7())
	parsed, err := ledger.ParseID(id.String())
	if err != nil {
		panic(err) // uuid prints what ParseID reads
	}
	return parsed
}

// party finds a party by its role and name, or enters it.
func (p *program) party(ctx context.Context, role clearing.Role, name string, commissionPPM uint32) (clearing.Party, error) {
	var found clearing.Party
	var asset ledger.AssetID
	p.node.View(func(m *clearing.Machine) {
		asset, _ = m.AssetNumber("USD")
		m.Parties(func(known clearing.Party) bool {
			if known.Role == role && known.Name == name {
				found = known
			}
			return found.ID.IsZero()
		})
	})
	if !found.ID.IsZero() {
		if found.CommissionPPM != commissionPPM {
			return found, fmt.Errorf("seller %q has a commission of %d parts per million in the books and %d in the configuration; past sales were shared under the first, so give the seller a new name to change it", name, found.CommissionPPM, commissionPPM)
		}
		return found, nil
	}
	found = clearing.Party{ID: newID(), Role: role, Name: name, Asset: asset, CommissionPPM: commissionPPM}
	review, entered := p.screening.party(found)
	defer entered()
	answers, err := p.node.Submit(ctx, append([]clearing.Command{clearing.AddParty{Party: found}}, review...)...)
	if err != nil {
		return found, err
	}
	for _, a := range answers {
		if a.Refusal != "" {
			return found, fmt.Errorf("%s: %s", a.Refusal, clearing.Sentence(a.Refusal))
		}
	}
	return found, nil
}

// key enters a new key and gives its secret, which is nowhere kept.
func (p *program) key(ctx context.Context, party ledger.ID, name string, scopes clearing.Scopes) (secret string, err error) {
	secret = api.NewSecret()
	_, err = p.do(ctx, clearing.AddKey{Key: clearing.Key{
		ID: newID(), Hash: api.HashSecret(secret), Party: party, Name: name, Scopes: scopes,
	}})
	return secret, err
}

// operator makes the operator's key at the first start and writes it to a file
// that only this user can read.
func (p *program) operator(ctx context.Context) (path string, err error) {
	path = filepath.Join(p.config.Data, operatorFile)
	known := false
	p.node.View(func(m *clearing.Machine) {
		m.Keys(func(k clearing.Key) bool {
			known = k.Scopes&clearing.ScopeAdmin != 0 && k.Revoked == 0
			return !known
		})
	})
	if known {
		return path, nil
	}
	secret, err := p.key(ctx, ledger.ID{}, "operator", clearing.ScopeAdmin)
	if err != nil {
		return path, err
	}
	return path, writeSecret(path, secret)
}

func writeSecret(path, secret string) error {
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		return fmt.Errorf("the key cannot be kept: %w", err)
	}
	return nil
}

// card enters a seller's rate card unless it is in already.
func (p *program) card(ctx context.Context, seller ledger.ID, card *tariff.Card) error {
	encoded, err := card.AppendBinary(nil)
	if err != nil {
		return err
	}
	if _, err := p.do(ctx, clearing.PutCard{Seller: seller, Card: encoded}); err != nil {
		return fmt.Errorf("rate card %q, version %d: %w", card.Name, card.Version, err)
	}
	return nil
}

// missing is the payment's word for the configuration's.
func missing(u config.UsageMissing) payment.Policy {
	switch u {
	case config.ChargeBound:
		return payment.Reservation
	case config.ChargeNobody:
		return payment.Waive
	}
	return payment.Measured
}

// deposit credits a buyer by hand.
func (p *program) deposit(ctx context.Context, buyer clearing.Party, dollars string) error {
	var transfer ledger.Transfer
	var err error
	p.node.View(func(m *clearing.Machine) {
		asset, _ := m.Asset(buyer.Asset)
		transfer = ledger.Transfer{
			ID: newID(), Debit: clearing.HouseAccount(clearing.AccountCustody, buyer.Asset),
			Credit: clearing.PartyAccount(buyer.ID, clearing.AccountBuyer),
			Asset:  buyer.Asset, Code: clearing.TransferDeposit,
		}
		transfer.Amount, err = asset.Parse(dollars)
	})
	if err != nil {
		return err
	}
	_, err = p.do(ctx, clearing.Transfers{transfer})
	return err
}
