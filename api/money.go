package api

import (
	"crypto/sha256"
	"encoding/binary"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// MovementAnswer is a deposit or a withdrawal.
type MovementAnswer struct {
	ID        string `json:"id" schema:"id"`
	Party     string `json:"party" schema:"id"`
	Account   string `json:"account" schema:"id" about:"the party's account that it went to or came from"`
	Amount    string `json:"amount" schema:"amount"`
	Asset     string `json:"asset"`
	Reference string `json:"reference,omitempty"`
	Cause     string `json:"cause,omitempty" schema:"id" about:"what the reference is found by in the books: the first 16 bytes of its SHA-256"`
}

const referenceMax = 256

var movementFields = []field{
	{name: "id", kind: fieldID, about: "a UUIDv7 chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "amount", kind: fieldAmount, required: true, about: "in the party's asset"},
	{name: "reference", kind: fieldText, max: referenceMax, about: "a bank's or a person's reference; the books keep its hash as the cause"},
	{name: "effective", kind: fieldTime, about: "when it counts for statements; when posted, if missing"},
}

var depositForm = form{name: "DepositRequest", about: "Money that came in for a buyer, credited by hand.", fields: append([]field{
	{name: "buyer", kind: fieldID, required: true, about: "whose balance grows"},
}, movementFields...)}

var withdrawalForm = form{name: "WithdrawalRequest", about: "Money that goes out to a buyer or a seller: on a token's chain, or debited by hand.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller, by hand a UUIDv7; else it follows from the Idempotency-Key, or is new"},
	{name: "party", kind: fieldID, about: "the buyer whose balance, or the seller whose proceeds, are paid out; with a token the key's own when missing"},
	{name: "token", kind: fieldWhole, max: settlement.TokensMax, about: "the number of the token in which it is paid; missing: the money went out by other ways"},
	{name: "amount", kind: fieldAmountOrMax, required: true, about: "by hand in the party's asset; with a token at most its decimals, and max is all that can be withdrawn"},
	{name: "reference", kind: fieldText, max: referenceMax, about: "by hand: a bank's or a person's reference; the books keep its hash as the cause"},
	{name: "effective", kind: fieldTime, about: "by hand: when it counts for statements; when posted, if missing"},
}}

func createDeposit(q *request) (any, error) {
	return q.movement("buyer", func(p clearing.Party) ledger.Transfer {
		return ledger.Transfer{
			Debit: clearing.HouseAccount(clearing.AccountCustody, p.Asset), Credit: clearing.PartyAccount(p.ID, clearing.AccountBuyer),
			Code: clearing.TransferDeposit,
		}
	})
}

func createWithdrawal(q *request) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	if o.has("token") {
		return q.withdraw(o, f)
	}
	if !q.admin() {
		return nil, refuse("key_scope", "without a token a withdrawal is a debit by hand, which takes: %s", accessAdmin)
	}
	if !o.has("party") {
		o.fault("party", "field_missing", "the field %q is missing", "party")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return q.movement("party", func(p clearing.Party) ledger.Transfer {
		return ledger.Transfer{
			Debit: clearing.PartyAccount(p.ID, partyAccounts(p.Role)[0].code), Credit: clearing.HouseAccount(clearing.AccountCustody, p.Asset),
			Code: clearing.TransferWithdrawal,
		}
	})
}

// movement reads a deposit or a withdrawal of the party in a field and has it done.
func (q *request) movement(who string, between func(clearing.Party) ledger.Transfer) (any, error) {
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	party, asset := q.bodyParty(o, who)
	t := between(party)
	t.ID, t.Amount, t.Asset, t.Effective = o.id("id"), o.amount("amount", asset), party.Asset, o.time("effective")
	reference := ""
	if o.has("reference") {
		reference = o.text("reference")
		t.Cause = ReferenceCause(reference)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if t.Code == clearing.TransferWithdrawal && !q.owns(t.Debit, t.Amount) {
		return nil, refuse("debit_limited", "the account has not that much of its own; what a credit line lets it spend cannot be taken out")
	}
	t.ID = q.movementID(t.ID)
	outcome, err := q.move(t, q.custody(party.Asset)...)
	if err != nil {
		return nil, err
	}
	account := t.Debit
	if t.Code == clearing.TransferDeposit {
		account = t.Credit
	}
	return &MovementAnswer{
		ID: t.ID.String(), Party: party.ID.String(), Account: account.String(), Amount: outcome.Amount.Decimal(asset.Scale),
		Asset: asset.Code, Reference: reference, Cause: idOrNone(t.Cause),
	}, nil
}

// owns reports whether an account with a credit line has an amount of its own.
func (q *request) owns(account ledger.ID, amount money.Amount) (ok bool) {
	q.api.deps.Node.View(func(m *clearing.Machine) {
		_, lined := m.Credit().LineOf(account)
		ok = !lined || !m.Ledger().Funds(account).Less(amount)
	})
	return ok
}

// ReferenceCause is what the books find a reference by: the first 16 bytes of
// its SHA-256, big-endian as a UUID is read.
func ReferenceCause(reference string) ledger.ID {
	hash := sha256.Sum256([]byte(reference))
	return ledger.ID{Hi: binary.BigEndian.Uint64(hash[:]), Lo: binary.BigEndian.Uint64(hash[8:])}
}

// bodyParty finds the party a field names; for a deposit it is a buyer.
func (q *request) bodyParty(o *object, name string) (p clearing.Party, asset money.Asset) {
	id := o.id(name)
	if id.IsZero() {
		return p, money.USD()
	}
	var ok bool
	q.api.deps.Node.View(func(m *clearing.Machine) {
		p, ok = m.Party(id)
		asset, _ = m.Asset(p.Asset)
	})
	if !ok || (name == "buyer" && p.Role != clearing.RoleBuyer) {
		o.fault(name, "party_unknown", "there is no %s with the id %s", name, id)
		return clearing.Party{}, money.USD()
	}
	return p, asset
}

// custody opens the house's custody account of an asset if nobody did yet: the
// machine opens it with the first seller, and money may come before.
func (q *request) custody(asset ledger.AssetID) []clearing.Command {
	id := clearing.HouseAccount(clearing.AccountCustody, asset)
	if _, ok := q.findAccount(id); ok {
		return nil
	}
	return []clearing.Command{clearing.OpenAccount{Account: ledger.Account{
		ID: id, Asset: asset, Code: clearing.AccountCustody, Flags: ledger.LimitCredit,
	}}}
}
