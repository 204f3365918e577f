package clearing

import "aidollar/core/ledger"

// The chart of accounts; docs/accounts.md tells who owes whom after each step.
const (
	AccountCustody uint16 = 100 // dollars the house holds for others; debit balance
	AccountBuyer   uint16 = 200 // prepaid balance owed to a buyer
	AccountSeller  uint16 = 210 // proceeds owed to a seller
	AccountSale    uint16 = 220 // a sale on its way to its shares; empty between commands
	AccountCarry   uint16 = 230 // units that the floors of a seller's shares leave over
	AccountGrant   uint16 = 260 // what is left of a grant of credit, owed to whoever it comes to
	AccountLevy    uint16 = 270 // levied of sales by rules, owed to an authority
	AccountRevenue uint16 = 400 // the house's commission

	AccountChain       uint16 = 110 // tokens at the house's address in final blocks; debit balance
	AccountEscrow      uint16 = 115 // tokens in channels to the house, in final blocks; debit balance
	AccountArriving    uint16 = 120 // tokens that were signed for, or are in blocks that are not final; debit balance
	AccountChannel     uint16 = 205 // what is left of a channel's deposit, owed to its payer
	AccountPayout      uint16 = 240 // on its way to a payee
	AccountUnallocated uint16 = 250 // tokens that came without saying whose they are
	AccountPosition    uint16 = 300 // what the house holds of an asset for its own account; debit balance: what it has given out beyond that
	AccountLoss        uint16 = 500 // tokens that were spent and never came; debit balance
)

// The codes of transfers: why an amount moved.
const (
	TransferDeposit    uint16 = 1  // custody to buyer: money came in
	TransferWithdrawal uint16 = 2  // buyer or seller to custody: money went out
	TransferCall       uint16 = 10 // buyer to sale: held for a call, posted at its charge
	TransferShare      uint16 = 11 // sale to the seller's shares
	TransferSale       uint16 = 13 // buyer to sale: sold by itself, no call
	TransferLevy       uint16 = 14 // a sale, or its seller, to an authority: rules have it paid
	TransferUse        uint16 = 12 // buyer to sale: paid for pushed usage
	TransferArriving   uint16 = 20 // arriving to a party: signed for or seen, not final
	TransferFinal      uint16 = 21 // chain to arriving, or to a party: its block is final
	TransferReversal   uint16 = 22 // a party, or the loss, to arriving: it did not come
	TransferRecovery   uint16 = 23 // arriving or chain to the loss: a payer's debt is paid
	TransferPayout     uint16 = 24 // a party to payout: on its way out
	TransferPaid       uint16 = 25 // payout to chain: it is out, and the block final
	TransferReturned   uint16 = 26 // payout to the party: it could not be delivered
	TransferClaimed    uint16 = 27 // chain to escrow: what was claimed of channels was fetched
	TransferRelease    uint16 = 28 // a channel to payout, and payout to escrow: back to its payer; or to his own balance
	TransferWithheld   uint16 = 29 // unallocated to a party, pending: a person has to decide whether it counts
	TransferLateFee    uint16 = 33 // buyer to revenue: an invoice was not paid when it was due
	TransferGrant      uint16 = 34 // what pays for a grant to the grant
	TransferLapse      uint16 = 35 // a grant that ended to where its rest goes
	TransferSetOff     uint16 = 50 // a seller to a buyer of the same owner: netted
	TransferConvert    uint16 = 40 // a payer to the position in what he gives; the position in what he gets to him
	TransferSpread     uint16 = 41 // the position to revenue: what the house earns by a conversion
	TransferRefund     uint16 = 60 // shares of a sale to the sale, and on to who paid: returned; pending: proposed
	TransferDisputed   uint16 = 61 // a share of a sale to the sale, pending: a buyer disputes it
	TransferFunding    uint16 = 42 // custody, or another account, to the position, or back: the operator's own
)

// ruleOrdinal derives the id of a seller's allocation rule.
const ruleOrdinal = 1 << 16

// houseHi marks the accounts of the house; no UUIDv7 of this age begins so.
const houseHi = 0x6169646f_00000000

// HouseAccount is the id of the house's account with this code for an asset.
func HouseAccount(code uint16, asset ledger.AssetID) ledger.ID {
	return ledger.ID{Hi: houseHi, Lo: uint64(code)<<32 | uint64(asset)}
}

// SellerRule is the id of the rule that shares a seller's sales.
func SellerRule(seller ledger.ID) ledger.ID { return seller.Derive(ruleOrdinal) }

// custody may not give out more than came in.
func custody(asset ledger.AssetID) ledger.Account {
	return ledger.Account{ID: HouseAccount(AccountCustody, asset), Asset: asset, Code: AccountCustody, Flags: ledger.LimitCredit}
}

// tokenHi marks the house's accounts for tokens.
const tokenHi = houseHi | 1

// TokenAccount is the id of the house's account with this code for a token.
func TokenAccount(code uint16, token uint32) ledger.ID {
	return ledger.ID{Hi: tokenHi, Lo: uint64(code)<<32 | uint64(token)}
}

// tokenAccounts are the house's accounts for a token. All but what nobody knows
// the owner of move by the machine's own steps alone.
func tokenAccounts(token uint32, asset ledger.AssetID) [6]ledger.Account {
	account := func(code uint16, flags ledger.AccountFlags) ledger.Account {
		return ledger.Account{ID: TokenAccount(code, token), Asset: asset, Code: code, Flags: flags}
	}
	return [6]ledger.Account{
		account(AccountChain, ledger.LimitCredit|ledger.Managed),
		account(AccountArriving, ledger.LimitCredit|ledger.Managed),
		account(AccountLoss, ledger.LimitCredit|ledger.Managed),
		account(AccountPayout, ledger.LimitDebit|ledger.Managed),
		account(AccountUnallocated, ledger.LimitDebit),
		account(AccountEscrow, ledger.LimitCredit|ledger.Managed),
	}
}

func revenue(asset ledger.AssetID) ledger.Account {
	return ledger.Account{ID: HouseAccount(AccountRevenue, asset), Asset: asset, Code: AccountRevenue, Flags: ledger.LimitDebit}
}

// assetOrdinal derives the ids of a party's accounts in further assets.
const assetOrdinal = 1 << 32

// PartyAccountIn is the id of a party's account with this code in an asset: the
// first asset's is PartyAccount.
func (m *Machine) PartyAccountIn(party ledger.ID, code uint16, asset ledger.AssetID) ledger.ID {
	p, _ := m.Party(party)
	p.ID = party
	return p.account(code, asset)
}

// HasAsset reports whether a party has accounts in an asset.
func (m *Machine) HasAsset(party ledger.ID, asset ledger.AssetID) bool {
	p, ok := m.Party(party)
	if !ok {
		return false
	}
	code := AccountBuyer
	if p.Role == RoleSeller {
		code = AccountSeller
	}
	_, ok = m.ledger.Account(p.account(code, asset))
	return ok
}

func (p *Party) account(code uint16, asset ledger.AssetID) ledger.ID {
	if p.Asset == asset {
		return PartyAccount(p.ID, code)
	}
	return FurtherAccount(p.ID, code, asset)
}

// FurtherAccount is the id of a party's account with this code in an asset that
// is not its first.
func FurtherAccount(party ledger.ID, code uint16, asset ledger.AssetID) ledger.ID {
	return party.Derive(uint64(asset)*assetOrdinal + uint64(code))
}

// rule is the id of the rule that shares a seller's sales in an asset.
func (p *Party) rule(asset ledger.AssetID) ledger.ID {
	if p.Asset == asset {
		return SellerRule(p.ID)
	}
	return FurtherRule(p.ID, asset)
}

// FurtherRule is the id of the rule that shares a seller's sales in an asset that
// is not its first.
func FurtherRule(seller ledger.ID, asset ledger.AssetID) ledger.ID {
	return seller.Derive(uint64(asset)*assetOrdinal + ruleOrdinal)
}

// PartyAccount is the id of a party's account with this code in its first asset.
func PartyAccount(party ledger.ID, code uint16) ledger.ID { return party.Derive(uint64(code)) }
