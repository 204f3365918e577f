package clearing

import (
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy"
)

// AuthoritiesMax bounds the accounts of those to whom rules have a levy paid.
const AuthoritiesMax = 1 << 16

// Authority is an account to which rules have a part of sales paid, such as a customs
// office's. The operator pays out what stands there.
type Authority struct {
	Name    string // as the rules' @levy has it
	Asset   ledger.AssetID
	Account ledger.ID

	rest uint64 // of what was levied, in millionths of a unit
}

type authorities struct {
	list paged.Slice[Authority]
	by   map[authorityKey]int
}

type authorityKey struct {
	name  string
	asset ledger.AssetID
}

func newAuthorities() authorities { return authorities{by: map[authorityKey]int{}} }

func (l *authorities) put(a Authority) int {
	place := l.list.Append(a)
	l.by[authorityKey{a.Name, a.Asset}] = place
	return place
}

// Authorities calls f for each account of levies, in the order of opening, until it
// returns false.
func (m *Machine) Authorities(f func(Authority) bool) {
	for i := range m.authorities.list.Len() {
		if !f(*m.authorities.list.At(i)) {
			return
		}
	}
}

// levyHi marks the accounts of authorities.
const levyHi = houseHi | 2

// authority finds the account of an authority in an asset, and opens it the first time.
func (m *Machine) authority(now int64, name string, asset ledger.AssetID) (place int, ok bool) {
	if place, ok = m.authorities.by[authorityKey{name, asset}]; ok {
		return place, true
	}
	if m.authorities.list.Len() >= AuthoritiesMax {
		return 0, false
	}
	account := ledger.Account{
		ID: ledger.ID{Hi: levyHi, Lo: uint64(m.authorities.list.Len()) + 1}, Asset: asset, Code: AccountLevy, Flags: ledger.LimitDebit,
	}
	if m.ledger.Open(account) != ledger.OK {
		return 0, false
	}
	if m.observer != nil {
		m.observer.AccountOpened(now, &account)
	}
	return m.authorities.put(Authority{Name: name, Asset: asset, Account: account.ID}), true
}

// levies are what the obligations of a decision have paid of a sale. It is refused where
// they are too many, or more than is left of it for those who share it.
func (m *Machine) levies(now int64, obligations []policy.Obligation, asset ledger.AssetID, left uint32) (list payment.Levies, refusal string) {
	sum, n := uint32(0), 0
	for _, o := range obligations {
		if o.Kind != policy.Levy {
			continue
		}
		place, ok := m.authority(now, o.To, asset)
		if !ok {
			return payment.Levies{}, refusalAuthoritiesFull
		}
		if sum += o.PPM; o.PPM > left || sum > left || n == len(list) { // each is at most the whole, so that no sum of two overflows
			return payment.Levies{}, refusalLevyHigh
		}
		list[n] = payment.Levy{Authority: uint32(place), PPM: o.PPM}
		n++
	}
	return list, ""
}

// due is what a levy on a sale comes to, with what earlier ones left below a unit, and
// what is left behind it: the sum over all sales is the floor of the exact one.
func (m *Machine) due(l payment.Levy, sale money.Amount) (amount money.Amount, rest uint64) {
	// A part of at most the whole fits wherever the sale does.
	amount, rest, _ = money.MulDiv(sale, uint64(l.PPM), m.authorities.list.At(int(l.Authority)).rest, ppmWhole, money.Down)
	return amount, rest
}

// levied has the authorities get their part of a call that was captured just now, from
// the seller who got his.
func (m *Machine) levied(now int64, call *payment.Call, charge money.Amount) {
	if call.Levies[0].PPM == 0 || charge.IsZero() {
		return
	}
	from := m.sellerAccount(call)
	for i, l := range call.Levies {
		if l.PPM == 0 {
			return
		}
		amount, rest := m.due(l, charge)
		a := m.authorities.list.Change(int(l.Authority))
		free, _ := m.ledger.Spendable(from)
		if free.Less(amount) {
			// Floors can leave the share a unit behind the levy: it comes with the next.
			short, _ := amount.Sub(free)
			more, _ := short.Mul64(ppmWhole)
			amount, rest = free, rest+more.Lo
		}
		if a.rest = rest; amount.IsZero() {
			continue
		}
		m.postLevy(now, ledger.Transfer{
			ID: call.ID.Derive(levyOrdinal + uint64(i)), Debit: from, Credit: a.Account, Amount: amount, Cause: call.ID, Asset: call.Terms.Asset, Code: TransferLevy,
		})
	}
}

// levyOrdinal derives the ids of levies from what they are levied on.
const levyOrdinal = 1 << 48

func (m *Machine) postLevy(now int64, t ledger.Transfer) {
	out := m.ledger.Transfers([]ledger.Transfer{t}, nil)
	if out[0].Result == ledger.OK && m.observer != nil {
		m.observer.Posted(now, &ledger.Posting{Transfer: t, Posted: t.Amount})
	}
}

// sellerAccount is where a call's seller gets his share.
func (m *Machine) sellerAccount(call *payment.Call) ledger.ID {
	card := m.registry.cards.At(int(call.Card))
	return m.PartyAccountIn(card.Seller, AccountSeller, call.Terms.Asset)
}

func appendAuthorities(a *wire.Appender, list *paged.Slice[Authority]) {
	a.U32(uint32(list.Len()))
	for i := range list.Len() {
		one := list.At(i)
		a.Text(one.Name)
		a.U32(uint32(one.Asset))
		a.ID(one.Account)
		a.U64(one.rest)
	}
}

func (l *authorities) restore(in *wire.Reader) error {
	for i := range in.U32() {
		a := Authority{Name: in.Text(), Asset: ledger.AssetID(in.U32()), Account: in.ID(), rest: in.U64()}
		if _, twice := l.by[authorityKey{a.Name, a.Asset}]; in.Short() || twice || !policy.IsName(a.Name) {
			return fmt.Errorf("%w: authority %d is damaged", errSnapshot, i)
		}
		l.put(a)
	}
	return nil
}
