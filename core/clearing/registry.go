package clearing

import (
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// Role is what a party does.
type Role uint8

// The roles.
const (
	RoleBuyer Role = iota + 1
	RoleSeller
	roleEnd
)

func (r Role) String() string {
	switch r {
	case RoleBuyer:
		return "buyer"
	case RoleSeller:
		return "seller"
	}
	return "unknown"
}

// Party is a buyer or a seller.
type Party struct {
	ID            ledger.ID
	Role          Role
	Name          string
	Asset         ledger.AssetID
	CommissionPPM uint32 // of a seller's sales, to the house
	Since         int64  // Unix nanoseconds
}

// Scopes are what a key may be used for.
type Scopes uint16

// The scopes.
const (
	ScopeCall  Scopes = 1 << iota // call models at its buyer's expense
	ScopeRead                     // read its own party's accounts, calls and receipts
	ScopeAdmin                    // everything the operator may
	scopesEnd
)

// Valid reports whether s is a set of known scopes, and not empty.
func (s Scopes) Valid() bool { return s != 0 && s < scopesEnd }

// Key is an API key; only the hash of its secret is known.
type Key struct {
	ID      ledger.ID
	Hash    [32]byte  // SHA-256 of the secret
	Party   ledger.ID // zero for an operator's key
	Name    string
	Scopes  Scopes
	Since   int64 // Unix nanoseconds
	Revoked int64 // Unix nanoseconds; zero while it is good
}

// SellerCard is one version of a seller's rate card. Cards are never changed.
type SellerCard struct {
	Seller ledger.ID
	Card   *tariff.Card
	Since  int64 // when it came in, Unix nanoseconds
}

// registry is what the machine knows besides money. Everything is kept in the
// order of arrival; the maps only find and are never walked.
type registry struct {
	revision uint64 // counts changes, so that readers know when to look again
	assets   paged.Slice[money.Asset]
	parties  paged.Slice[Party]
	keys     paged.Slice[Key]
	cards    paged.Slice[SellerCard]

	assetsByCode  map[string]ledger.AssetID
	partiesByID   map[ledger.ID]int
	keysByID      map[ledger.ID]int
	keysByHash    map[[32]byte]int
	cardsBySeller map[ledger.ID][]int
}

func newRegistry() registry {
	return registry{
		assetsByCode:  map[string]ledger.AssetID{},
		partiesByID:   map[ledger.ID]int{},
		keysByID:      map[ledger.ID]int{},
		keysByHash:    map[[32]byte]int{},
		cardsBySeller: map[ledger.ID][]int{},
	}
}

func (r *registry) addAsset(a money.Asset) {
	r.assetsByCode[a.Code] = ledger.AssetID(r.assets.Append(a) + 1)
	r.revision++
}

func (r *registry) addParty(p Party) {
	r.partiesByID[p.ID] = r.parties.Append(p)
	r.revision++
}

func (r *registry) addKey(k Key) {
	i := r.keys.Append(k)
	r.keysByID[k.ID], r.keysByHash[k.Hash] = i, i
	r.revision++
}

func (r *registry) addCard(c SellerCard) {
	r.cardsBySeller[c.Seller] = append(r.cardsBySeller[c.Seller], r.cards.Append(c))
	r.revision++
}

// cardAt is the newest card of the seller that is valid at now.
func (r *registry) cardAt(seller ledger.ID, now int64) (number int, ok bool) {
	cards := r.cardsBySeller[seller]
	for i := len(cards) - 1; i >= 0; i-- {
		if r.cards.At(cards[i]).Card.ValidAt(now) {
			return cards[i], true
		}
	}
	return 0, false
}

// Revision counts the changes of assets, parties, keys and cards.
func (m *Machine) Revision() uint64 { return m.registry.revision }

// Assets calls f for each asset with its number, in order, until it returns false.
func (m *Machine) Assets(f func(ledger.AssetID, money.Asset) bool) {
	for i := range m.registry.assets.Len() {
		if !f(ledger.AssetID(i+1), *m.registry.assets.At(i)) {
			return
		}
	}
}

// Asset finds an asset by its number.
func (m *Machine) Asset(id ledger.AssetID) (money.Asset, bool) {
	if id == 0 || int(id) > m.registry.assets.Len() {
		return money.Asset{}, false
	}
	return *m.registry.assets.At(int(id) - 1), true
}

// AssetNumber finds an asset's number by its code.
func (m *Machine) AssetNumber(code string) (ledger.AssetID, bool) {
	id, ok := m.registry.assetsByCode[code]
	return id, ok
}

// Parties calls f for each party in the order of entry until it returns false.
func (m *Machine) Parties(f func(Party) bool) {
	for i := range m.registry.parties.Len() {
		if !f(*m.registry.parties.At(i)) {
			return
		}
	}
}

// Party finds a party.
func (m *Machine) Party(id ledger.ID) (Party, bool) {
	i, ok := m.registry.partiesByID[id]
	if !ok {
		return Party{}, false
	}
	return *m.registry.parties.At(i), true
}

// Keys calls f for each key, revoked ones too, in the order of entry until it
// returns false.
func (m *Machine) Keys(f func(Key) bool) {
	for i := range m.registry.keys.Len() {
		if !f(*m.registry.keys.At(i)) {
			return
		}
	}
}

// KeyByHash finds a key, a revoked one too, by the SHA-256 of its secret.
func (m *Machine) KeyByHash(hash [32]byte) (Key, bool) {
	i, ok := m.registry.keysByHash[hash]
	if !ok {
		return Key{}, false
	}
	return *m.registry.keys.At(i), true
}

// Cards calls f for each card with its number in the order of entry until it
// returns false.
func (m *Machine) Cards(f func(number uint32, card SellerCard) bool) {
	for i := range m.registry.cards.Len() {
		if !f(uint32(i), *m.registry.cards.At(i)) {
			return
		}
	}
}

// CardAt is the seller's card that is valid at a time, in Unix nanoseconds.
func (m *Machine) CardAt(seller ledger.ID, at int64) (SellerCard, bool) {
	i, ok := m.registry.cardAt(seller, at)
	if !ok {
		return SellerCard{}, false
	}
	return *m.registry.cards.At(i), true
}
