package main

import (
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
	"aidollar/core/settlement"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
)

// payee gives the command that belongs before the one by which a party is paid at an
// address, and what is called once both are carried out. Without lists, and where the
// address is on none, there is none.
func (s *screening) payee(p clearing.Party, to settlement.Address) (commands []clearing.Command, entered func()) {
	if s == nil {
		return nil, func() {}
	}
	s.entering.RLock()
	return s.paidAt(p, to), s.entering.RUnlock
}

// paidAt looks for an address at which a party is paid. A wallet's own was looked for when
// it became a party.
func (s *screening) paidAt(p clearing.Party, to settlement.Address) []clearing.Command {
	address := common.Address(to).Hex()
	if wallet, ok := till.WalletNamed(p.Name); ok && common.Address(wallet.Address) == common.Address(to) {
		return nil
	}
	c := review.Content{Kind: review.Screening, Party: p.ID, Name: p.Name}
	for _, e := range s.set.Address(address) {
		c.Hit, c.Text = true, "an address at which it is paid out is on a list"
		// By the address and not by a name: who was cleared of the name is asked about again.
		s.match(&c, e, strings.ToLower(address), 1)
	}
	if len(c.Matches) == 0 {
		return nil
	}
	return []clearing.Command{clearing.OpenReview{ID: newID(), Content: c}}
}

// payees are the addresses at which parties are paid, by party.
func payees(m *clearing.Machine) map[ledger.ID][]settlement.Address {
	all := map[ledger.ID][]settlement.Address{}
	m.Settlement().Payees(func(p settlement.Payee) bool {
		all[p.Party] = append(all[p.Party], p.To)
		return true
	})
	return all
}
