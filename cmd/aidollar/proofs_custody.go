package main

import (
	"encoding/hex"
	"fmt"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
	"aidollar/proof"
)

func tokensIn(m *clearing.Machine, asset ledger.AssetID, f func(number uint32)) {
	m.Settlement().Tokens(func(t settlement.TokenState) bool {
		if t.Token.Asset == asset {
			f(t.Number)
		}
		return true
	})
}

// stated begins a statement: what the house holds in an asset. Its time is that
// of the clock: the last record's may be long ago in a quiet house.
func stated(m *clearing.Machine, number ledger.AssetID) *proof.Statement {
	asset, _ := m.Asset(number)
	held, _ := m.Ledger().Account(clearing.HouseAccount(clearing.AccountCustody, number))
	s := &proof.Statement{
		Form: proof.StatementForm, Asset: proof.Asset{Code: asset.Code, Scale: asset.Scale}, Time: stamp(time.Now().UnixNano()),
		Custody: proof.Custody{OffChain: held.DebitsPosted.SubFloor(held.CreditsPosted).Decimal(asset.Scale), Tokens: []proof.Token{}},
	}
	tokensIn(m, number, func(n uint32) {
		t, _ := m.Settlement().Token(n)
		s.Custody.Tokens = append(s.Custody.Tokens, tokenHeld(m, &t, asset.Scale))
	})
	return s
}

func tokenHeld(m *clearing.Machine, t *settlement.TokenState, scale uint8) proof.Token {
	r := api.Reconcile(m, t)
	out := proof.Token{
		Token: fmt.Sprintf("eip155:%d/erc20:%s", t.Token.ChainID, checksum(t.Token.Contract)), House: checksum(t.Token.House),
		Custody: r.Custody.Decimal(scale), Arriving: r.Arriving.Decimal(scale),
	}
	if c := &t.Compared; c.Block != 0 {
		out.Compared = &proof.Comparison{
			Block: c.Block, Hash: "0x" + hex.EncodeToString(c.Hash[:]), Time: stamp(c.At),
			OnChain: c.OnChain.Decimal(scale), InLedger: c.Ledger.Decimal(scale),
		}
	}
	return out
}
