package clearing

import (
	"slices"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// The bounds of netting.
const (
	LinksMax  = 1 << 20
	LinkedMax = 64   // buyers whose needs one seller's proceeds pay
	NetMax    = 1024 // sellers in one command
)

// Link says that a seller's proceeds pay what a buyer owes. The house is the
// counterparty of both, so that their owner is settled on the net.
type Link struct {
	Buyer  ledger.ID
	Seller ledger.ID    // zero: the buyer stands for itself again
	Keep   money.Amount // what the buyer's balance is brought up to, in its first asset
	Since  int64        // Unix nanoseconds
	Period ledger.ID    // that was netted last; zero for none
}

// SetOff is what one netting did between a seller and one of its buyers.
type SetOff struct {
	Period  ledger.ID
	Asset   ledger.AssetID
	Seller  ledger.ID
	Buyer   ledger.ID
	Need    money.Amount // what the buyer owed, and lacked of what it keeps
	Paid    money.Amount // of it, out of the proceeds
	Posting ledger.ID    // seller to buyer; zero when nothing was paid
}

// links are the links in the order in which their buyers were first linked.
type links struct {
	list     paged.Slice[Link]
	byBuyer  map[ledger.ID]int
	bySeller map[ledger.ID][]int // ascending: the oldest first
}

func newLinks() links {
	return links{byBuyer: map[ledger.ID]int{}, bySeller: map[ledger.ID][]int{}}
}

// put enters a link in its place.
func (l *links) put(i int, k Link) {
	if i < l.list.Len() {
		was := l.list.At(i).Seller
		l.bySeller[was] = slices.DeleteFunc(l.bySeller[was], func(n int) bool { return n == i })
		*l.list.Change(i) = k
	} else {
		l.byBuyer[k.Buyer] = l.list.Append(k)
	}
	at, _ := slices.BinarySearch(l.bySeller[k.Seller], i)
	l.bySeller[k.Seller] = slices.Insert(l.bySeller[k.Seller], at, i)
}

// Link finds whose proceeds pay for a buyer.
func (m *Machine) Link(buyer ledger.ID) (Link, bool) {
	if i, ok := m.links.byBuyer[buyer]; ok && !m.links.list.At(i).Seller.IsZero() {
		return *m.links.list.At(i), true
	}
	return Link{}, false
}

// Links calls f for each link in the order in which buyers were first linked, until
// it returns false.
func (m *Machine) Links(f func(Link) bool) {
	for i := range m.links.list.Len() {
		if k := m.links.list.At(i); !k.Seller.IsZero() && !f(*k) {
			return
		}
	}
}

// netting carries out the commands that concern netting.
func (m *Machine) netting(now int64, kind Kind, r *wire.Reader) (Answer, error) {
	if kind == KindLink {
		k := Link{Buyer: r.ID(), Seller: r.ID(), Keep: r.Amount(), Since: now}
		if err := r.Err(); err != nil {
			return Answer{}, err
		}
		return m.link(now, k), nil
	}
	c := Net{Period: r.ID(), Asset: ledger.AssetID(r.U32())}
	for range min(r.U16(), NetMax+1) {
		c.Sellers = append(c.Sellers, r.ID())
	}
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	return m.net(now, &c), nil
}

func (m *Machine) link(now int64, k Link) Answer {
	buyer, ok := m.Party(k.Buyer)
	if !ok || buyer.Role != RoleBuyer {
		return refused(refusalBuyerUnknown)
	}
	if seller, ok := m.Party(k.Seller); !k.Seller.IsZero() && (!ok || seller.Role != RoleSeller) {
		return refused(refusalSellerUnknown)
	}
	i, known := m.links.byBuyer[k.Buyer]
	if known {
		was := m.links.list.At(i)
		if was.Seller == k.Seller && was.Keep == k.Keep {
			return Answer{Exists: true}
		}
		k.Period = was.Period
	} else if i = m.links.list.Len(); k.Seller.IsZero() {
		return refused(refusalLinkUnknown)
	}
	switch {
	case i >= LinksMax:
		return refused(refusalLinksFull)
	case k.Seller.IsZero():
		k.Keep = money.Amount{}
	case len(m.links.bySeller[k.Seller]) >= LinkedMax && (!known || m.links.list.At(i).Seller != k.Seller):
		return refused(refusalLinksFull)
	}
	m.links.put(i, k)
	m.registry.revision++
	if m.observer != nil {
		m.observer.LinkChanged(now, &k)
	}
	return Answer{}
}

func (m *Machine) net(now int64, c *Net) Answer {
	switch _, ok := m.Asset(c.Asset); {
	case !ok:
		return refused(refusalAssetUnknown)
	case c.Period.IsZero():
		return refused(refusalIDZero)
	case len(c.Sellers) == 0 || len(c.Sellers) > NetMax:
		return refused(refusalNetInvalid)
	}
	var a Answer
	for _, seller := range c.Sellers {
		a.SetOffs = append(a.SetOffs, m.setOff(now, c.Period, c.Asset, seller)...)
	}
	return a
}

// setOff pays what the linked buyers of a seller owe or need out of what the seller
// could withdraw: the buyer that was linked first comes first, and of each buyer the
// debt that is oldest.
func (m *Machine) setOff(now int64, period ledger.ID, asset ledger.AssetID, seller ledger.ID) []SetOff {
	list, places := m.plan(period, asset, seller)
	for i := range list {
		s := &list[i]
		m.links.list.Change(places[i]).Period = period
		from, to := m.PartyAccountIn(seller, AccountSeller, asset), m.PartyAccountIn(s.Buyer, AccountBuyer, asset)
		var refusal settlement.Refusal
		if s.Posting, refusal = m.book.Move(asset, period, TransferSetOff, from, to, s.Paid); refusal != "" {
			s.Paid = money.Amount{}
		}
		m.reportBook(now)
		m.collectAll(now, s.Buyer, asset)
		if m.observer != nil && !s.Need.IsZero() {
			m.observer.Netted(now, s)
		}
	}
	return list
}

// plan is what would be set off now, and the places of the links that it is by.
func (m *Machine) plan(period ledger.ID, asset ledger.AssetID, seller ledger.ID) (list []SetOff, places []int) {
	var needs []money.Amount
	for _, i := range m.links.bySeller[seller] {
		k := m.links.list.At(i)
		if k.Period == period || !m.HasAsset(k.Buyer, asset) || !m.HasAsset(seller, asset) {
			continue
		}
		s := SetOff{Period: period, Asset: asset, Seller: seller, Buyer: k.Buyer, Need: m.need(k, asset)}
		list, places, needs = append(list, s), append(places, i), append(needs, s.Need)
	}
	if len(list) == 0 {
		return nil, nil
	}
	for i, paid := range settlement.SetOff(m.book.Withdrawable(m.PartyAccountIn(seller, AccountSeller, asset)), needs) {
		list[i].Paid = paid
	}
	return list, places
}

// NetPlan lists what a netting of all sellers would set off now.
func (m *Machine) NetPlan(asset ledger.AssetID) (list []SetOff) {
	for _, seller := range m.linked() {
		some, _ := m.plan(ledger.ID{Hi: 1}, asset, seller) // of no period that a link can have
		list = append(list, some...)
	}
	return list
}

// NetAll lists the commands that net all sellers at the end of a period.
func (m *Machine) NetAll(period ledger.ID, asset ledger.AssetID) (list []Net) {
	for some := range slices.Chunk(m.linked(), NetMax) {
		list = append(list, Net{Period: period, Asset: asset, Sellers: some})
	}
	return list
}

// linked are the sellers that are linked with a buyer, in the order of links.
func (m *Machine) linked() (sellers []ledger.ID) {
	seen := map[ledger.ID]bool{}
	m.Links(func(k Link) bool {
		if !seen[k.Seller] {
			seen[k.Seller] = true
			sellers = append(sellers, k.Seller)
		}
		return true
	})
	return sellers
}

// need is what a buyer lacks of what it owes and keeps: what is drawn, what is owed
// for pushed usage, and what the balance is to be brought up to.
func (m *Machine) need(k *Link, asset ledger.AssetID) money.Amount {
	p, _ := m.Party(k.Buyer)
	id := p.account(AccountBuyer, asset)
	a, _ := m.ledger.Account(id)
	need := a.DebitsPosted.SubFloor(a.CreditsPosted)
	add := func(more money.Amount) {
		if sum, ok := need.Add(more); ok { // 2^128 units are more than there are
			need = sum
		}
	}
	for _, owing := range m.desk.OwedBy(id) {
		add(owing.Owed)
	}
	if p.Asset == asset {
		add(k.Keep)
	}
	return need.SubFloor(a.CreditsPosted.SubFloor(a.DebitsPosted))
}

// collectAll takes what all contracts of a buyer owe for pushed usage, the oldest
// first, as far as the balance goes.
func (m *Machine) collectAll(now int64, buyer ledger.ID, asset ledger.AssetID) {
	owing := m.desk.OwedBy(m.PartyAccountIn(buyer, AccountBuyer, asset))
	if len(owing) == 0 {
		return
	}
	sellers := make(map[ledger.ID]ledger.ID, len(owing)) // by the account of their sales
	for _, o := range owing {
		sellers[o.Sale] = ledger.ID{}
	}
	m.Parties(func(p Party) bool {
		if sale := p.account(AccountSale, asset); p.Role == RoleSeller {
			if _, wanted := sellers[sale]; wanted {
				sellers[sale] = p.ID
			}
		}
		return true
	})
	for _, o := range owing {
		if t, ok := m.terms(buyer, sellers[o.Sale], asset); ok {
			m.collect(now, buyer, sellers[o.Sale], t)
		}
	}
}
