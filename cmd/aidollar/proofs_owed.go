package main

import (
	"context"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/node"
	"aidollar/proof"
)

const (
	// proofTries bounds how often the books are looked at for a moment at which
	// the log's position and the machine's are the same.
	proofTries = 1000
	// levelWait is how long a moment is waited for at which each token's custody is
	// what it was at the last comparison, so that both are of one final block.
	levelWait  = 5 * time.Second
	momentWait = time.Millisecond
)

// moment reads what is owed and held at one record of the log.
func (v *vault) moment(ctx context.Context, asset ledger.AssetID) (s *proof.Statement, leaves []proof.Leaf, err error) {
	patient := time.Now().Add(levelWait)
	for tries := 0; tries < proofTries; {
		seq, hash := v.node.Position()
		there, even := false, false
		v.node.View(func(m *clearing.Machine) {
			there, even = m.Applied() == seq, level(m, asset)
		})
		if there && (even || time.Now().After(patient)) {
			view, err := v.node.Freeze()
			if err != nil {
				return nil, nil, err
			}
			if view.Applied() == seq {
				s, leaves = balance(view, asset)
				s.Log = proof.Log{Sequence: seq, Hash: proof.Hash(hash).String()}
				return s, leaves, nil
			}
		}
		if even || time.Now().After(patient) {
			tries++
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(momentWait):
		}
	}
	return nil, nil, node.ErrBusy
}

// level reports whether nothing has become final in an asset's tokens since they
// were compared.
func level(m *clearing.Machine, asset ledger.AssetID) bool {
	even := true
	m.Settlement().Tokens(func(t settlement.TokenState) bool {
		if t.Token.Asset == asset && t.Compared.Block != 0 {
			chain, _ := m.Ledger().Account(t.Token.Accounts.Chain)
			escrow, _ := m.Ledger().Account(t.Token.Accounts.Escrow)
			even = debitOf(&chain) == t.Compared.Ledger && debitOf(&escrow) == t.Compared.EscrowLedger
		}
		return even
	})
	return even
}

func debitOf(a *ledger.Account) money.Amount  { return a.DebitsPosted.SubFloor(a.CreditsPosted) }
func creditOf(a *ledger.Account) money.Amount { return a.CreditsPosted.SubFloor(a.DebitsPosted) }

// balance looks at every account of an asset. Which of them is owed is said of its
// code, where the chart of accounts is made: no list here could miss one.
func balance(view *clearing.View, asset ledger.AssetID) (*proof.Statement, []proof.Leaf) {
	owed, held := map[ledger.ID]money.Amount{}, map[ledger.ID]money.Amount{}
	var receivable money.Amount
	carryAll := clearing.HouseAccount(clearing.AccountCarry, asset)
	view.Ledger().Accounts(func(a ledger.Account) bool {
		if a.Asset != asset {
			return true
		}
		switch clearing.SideOf(a.Code) {
		case clearing.SideHeld:
			held[a.ID] = debitOf(&a)
		case clearing.SideOwed:
			id := a.ID
			if a.Code == clearing.AccountCarry {
				// Each is less than a unit for each share, and a seller's and the
				// house's together: one leaf stands for all.
				id = carryAll
			}
			// The ledger's sums of all accounts fit 128 bits.
			owed[id], _ = owed[id].Add(creditOf(&a))
			receivable, _ = receivable.Add(debitOf(&a))
		}
		return true
	})
	// What is owed to a party on several accounts is one leaf. A debt on one of them
	// takes nothing away from what is owed on another.
	view.AccountParties(func(account, party ledger.ID) bool {
		if amount, there := owed[account]; there {
			delete(owed, account)
			owed[party], _ = owed[party].Add(amount)
		}
		return true
	})
	leaves := make([]proof.Leaf, 0, len(owed))
	for id, amount := range owed { // the tree has an order of its own
		if !amount.IsZero() {
			leaves = append(leaves, proof.Leaf{ID: id, Amount: amount})
		}
	}
	s := stated(view, asset, held)
	s.Custody.Receivable = receivable.Decimal(s.Asset.Scale)
	return s, leaves
}
