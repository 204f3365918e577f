package books

import (
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// record is what one record of the log changed.
type record struct {
	seq      uint64
	at       int64 // Unix nanoseconds
	assets   []asset
	accounts []ledger.Account
	parties  []clearing.Party
	further  []partyAsset
	keys     []clearing.Key
	cards    []card
	postings []ledger.Posting
	opened   []payment.Call
	closed   []clearing.CallClosing
	projects []clearing.Project
	budgets  []ledger.Budget
	meters   []sellerMeter
	uses     []clearing.UseRecord // their lines without events, which `events` counts
	events   [][]int
	setOffs  []clearing.SetOff
	chains   chainRecord
	credit   creditRecord
	recourse recourseRecord
	exchange exchangeRecord
	rules    rulesRecord
	review   reviewRecord
	quotas   quotaRecord
	duty     dutyRecord
	size     int // bytes, about
}

type asset struct {
	number ledger.AssetID
	asset  money.Asset
}

// partyAsset is an asset that a party has accounts in beside its first.
type partyAsset struct {
	party ledger.ID
	asset ledger.AssetID
}

type sellerMeter struct {
	number uint32
	meter  clearing.SellerMeter
}

type card struct {
	number  uint32
	seller  ledger.ID
	buyer   ledger.ID
	name    string
	version uint32
	since   int64
	bytes   []byte
	models  []string
}

// What an observation weighs in the queue, in bytes.
const (
	rowSize    = 256
	callSize   = 512
	recordSize = 512
)

func (r *record) reset() {
	r.chains.reset()
	r.credit.reset()
	r.recourse.reset()
	r.exchange.reset()
	r.rules.reset()
	r.review.reset()
	r.quotas.reset()
	r.duty.reset()
	*r = record{
		size:   recordSize,
		assets: r.assets[:0], accounts: r.accounts[:0], parties: r.parties[:0], further: r.further[:0], keys: r.keys[:0], cards: r.cards[:0],
		postings: r.postings[:0], opened: r.opened[:0], closed: r.closed[:0],
		projects: r.projects[:0], budgets: r.budgets[:0], meters: r.meters[:0], uses: r.uses[:0], events: r.events[:0],
		setOffs: r.setOffs[:0], chains: r.chains, credit: r.credit, recourse: r.recourse, exchange: r.exchange, rules: r.rules, review: r.review, quotas: r.quotas, duty: r.duty,
	}
}

var _ clearing.Observer = (*Books)(nil)

// AssetDefined implements clearing.Observer.
func (b *Books) AssetDefined(number ledger.AssetID, a money.Asset) {
	b.current.assets = append(b.current.assets, asset{number, a})
	b.current.size += rowSize
}

// AccountOpened implements clearing.Observer.
func (b *Books) AccountOpened(_ int64, a *ledger.Account) {
	b.current.accounts = append(b.current.accounts, *a)
	b.current.size += rowSize
}

// PartyAdded implements clearing.Observer.
func (b *Books) PartyAdded(p *clearing.Party) {
	b.current.parties = append(b.current.parties, *p)
	b.current.size += rowSize
}

// PartyAssetAdded implements clearing.Observer.
func (b *Books) PartyAssetAdded(_ int64, party ledger.ID, asset ledger.AssetID) {
	b.current.further = append(b.current.further, partyAsset{party, asset})
	b.current.size += rowSize
}

// KeyChanged implements clearing.Observer. The hash of the secret is not kept.
func (b *Books) KeyChanged(k *clearing.Key) {
	known := *k
	known.Hash = [32]byte{}
	known.Terms.Models, known.Terms.Networks = slices.Clone(k.Terms.Models), slices.Clone(k.Terms.Networks)
	b.current.keys = append(b.current.keys, known)
	b.current.size += rowSize
}

// CardAdded implements clearing.Observer.
func (b *Books) CardAdded(number uint32, c *clearing.SellerCard) {
	// A card in the machine's registry has been through AppendBinary before.
	bytes, _ := c.Card.AppendBinary(nil)
	models := make([]string, len(c.Card.Models))
	for i := range c.Card.Models {
		models[i] = c.Card.Models[i].Name
	}
	b.current.cards = append(b.current.cards, card{
		number: number, seller: c.Seller, buyer: c.Buyer, name: c.Card.Name, version: c.Card.Version, since: c.Since, bytes: bytes, models: models,
	})
	b.current.size += rowSize + 2*len(bytes)
}

// Posted implements clearing.Observer.
func (b *Books) Posted(_ int64, p *ledger.Posting) {
	b.current.postings = append(b.current.postings, *p)
	b.current.size += rowSize
}

// CallReserved implements clearing.Observer.
func (b *Books) CallReserved(_ int64, c *payment.Call) {
	b.current.opened = append(b.current.opened, *c)
	b.current.size += callSize
}

// CallClosed implements clearing.Observer.
func (b *Books) CallClosed(_ int64, c *clearing.CallClosing) {
	b.current.closed = append(b.current.closed, *c)
	b.current.size += callSize
}

// ProjectChanged implements clearing.Observer.
func (b *Books) ProjectChanged(_ int64, p *clearing.Project) {
	b.current.projects = append(b.current.projects, *p)
	b.current.size += rowSize
}

// BudgetChanged implements clearing.Observer.
func (b *Books) BudgetChanged(_ int64, budget *ledger.Budget) {
	b.current.budgets = append(b.current.budgets, *budget)
	b.current.size += rowSize
}

// MeterDefined implements clearing.Observer.
func (b *Books) MeterDefined(number uint32, m *clearing.SellerMeter) {
	b.current.meters = append(b.current.meters, sellerMeter{number, *m})
	b.current.size += rowSize
}

// Used implements clearing.Observer. The ids of events stay where they are
// told apart, which is not here: there are too many for an index.
func (b *Books) Used(_ int64, u *clearing.UseRecord) {
	kept := *u
	kept.Lines = slices.Clone(u.Lines)
	counts := make([]int, len(kept.Lines))
	for i := range kept.Lines {
		counts[i], kept.Lines[i].Events = len(kept.Lines[i].Events), nil
	}
	b.current.uses, b.current.events = append(b.current.uses, kept), append(b.current.events, counts)
	b.current.size += rowSize * (1 + len(kept.Lines))
}
