package main

import (
	"encoding/hex"
	"fmt"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/proof"
)

// stated begins a statement: what the house holds in an asset, of the debit
// balances of the accounts that it holds it on. Its time is that of the clock: the
// last record's may be long ago in a quiet house.
func stated(view *clearing.View, number ledger.AssetID, held map[ledger.ID]money.Amount) *proof.Statement {
	asset, _ := view.Asset(number)
	s := &proof.Statement{
		Form: proof.StatementForm, Asset: proof.Asset{Code: asset.Code, Scale: asset.Scale}, Time: stamp(time.Now().UnixNano()),
		Custody: proof.Custody{
			OffChain: held[clearing.HouseAccount(clearing.AccountCustody, number)].Decimal(asset.Scale), Tokens: []proof.Token{},
		},
	}
	view.Tokens(func(t settlement.TokenState) bool {
		if t.Token.Asset == number {
			s.Custody.Tokens = append(s.Custody.Tokens, tokenHeld(&t, held, asset.Scale))
		}
		return true
	})
	return s
}

func tokenHeld(t *settlement.TokenState, held map[ledger.ID]money.Amount, scale uint8) proof.Token {
	at := &t.Token.Accounts
	out := proof.Token{
		Token: fmt.Sprintf("eip155:%d/erc20:%s", t.Token.ChainID, checksum(t.Token.Contract)), House: checksum(t.Token.House),
		Custody: held[at.Chain].Decimal(scale), Escrow: held[at.Escrow].Decimal(scale), Arriving: held[at.Arriving].Decimal(scale),
	}
	if c := &t.Compared; c.Block != 0 {
		out.Compared = &proof.Comparison{
			Block: c.Block, Hash: "0x" + hex.EncodeToString(c.Hash[:]), Time: stamp(c.At),
			OnChain: c.OnChain.Decimal(scale), InLedger: c.Ledger.Decimal(scale),
			EscrowOnChain: c.EscrowOnChain.Decimal(scale), EscrowInLedger: c.EscrowLedger.Decimal(scale),
		}
	}
	return out
}
