package clearing

import (
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/meter"
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
	ScopeCall     Scopes = 1 << iota // call models at its buyer's expense
	ScopeRead                        // read its own party's accounts, calls and receipts
	ScopeAdmin                       // everything the operator may
	ScopeManage                      // make and change its own party's projects and keys
	ScopeMeter                       // push usage of its own seller's meters
	ScopeGateway                     // serve its own seller's products at a gateway elsewhere
	ScopeRecourse                    // refund its own seller's sales and answer disputes, or dispute its own buyer's calls
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
	Terms   KeyTerms
}

// Live reports whether the key is good at a time, in Unix nanoseconds.
func (k *Key) Live(at int64) bool {
	return k.Revoked == 0 && (k.Terms.Expires == 0 || at < k.Terms.Expires)
}

// equal reports whether the keys are the same.
func (k *Key) equal(other *Key) bool {
	return k.ID == other.ID && k.Hash == other.Hash && k.Party == other.Party && k.Name == other.Name &&
		k.Scopes == other.Scopes && k.Since == other.Since && k.Revoked == other.Revoked && k.Terms.equal(&other.Terms)
}

// SellerMeter is a meter whose usage a seller pushes in.
type SellerMeter struct {
	Seller     ledger.ID
	Definition meter.Definition
	Since      int64 // Unix nanoseconds
}

// SellerCard is one version of a seller's rate card. Cards are never changed.
type SellerCard struct {
	Seller ledger.ID
	Buyer  ledger.ID // whom it is for; zero: everybody
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
	projects paged.Slice[Project]
	meters   paged.Slice[SellerMeter] // numbered from one

	assetsByCode map[string]ledger.AssetID
	partiesByID  map[ledger.ID]int
	keysByID     map[ledger.ID]int
	keysByHash   map[[32]byte]int
	cardsByPair  map[pair][]int // under the zero buyer: those for everybody
	projectsByID map[ledger.ID]int
	metersByName map[sellerName]uint32
}

type pair struct{ seller, buyer ledger.ID }

type sellerName struct {
	seller ledger.ID
	name   string
}

func newRegistry() registry {
	return registry{
		assetsByCode: map[string]ledger.AssetID{},
		partiesByID:  map[ledger.ID]int{},
		keysByID:     map[ledger.ID]int{},
		keysByHash:   map[[32]byte]int{},
		cardsByPair:  map[pair][]int{},
		projectsByID: map[ledger.ID]int{},
		metersByName: map[sellerName]uint32{},
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
	of := pair{c.Seller, c.Buyer}
	r.cardsByPair[of] = append(r.cardsByPair[of], r.cards.Append(c))
	r.revision++
}

func (r *registry) addProject(p Project) {
	r.projectsByID[p.ID] = r.projects.Append(p)
	r.revision++
}

func (r *registry) addMeter(m SellerMeter) {
	r.metersByName[sellerName{m.Seller, m.Definition.Name}] = uint32(r.meters.Append(m) + 1)
	r.revision++
}

// cardAt is the newest card of the pair that is valid at now, in an asset if one
// is named.
func (r *registry) cardAt(of pair, now int64, asset string) (number int, ok bool) {
	cards := r.cardsByPair[of]
	for i := len(cards) - 1; i >= 0; i-- {
		if c := r.cards.At(cards[i]).Card; c.ValidAt(now) && (asset == "" || c.Asset == asset) {
			return cards[i], true
		}
	}
	return 0, false
}

// Revision counts the changes of assets, parties, projects, keys, cards and
// pushed meters.
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

// CardAt is the seller's card for everybody that is valid at a time, in Unix
// nanoseconds: the newest in the seller's first asset, else the newest.
func (m *Machine) CardAt(seller ledger.ID, at int64) (SellerCard, bool) {
	return m.CardFor(seller, ledger.ID{}, at)
}

// CardFor is the seller's card for one buyer that is valid at a time. It goes
// before the one for everybody, model by model.
func (m *Machine) CardFor(seller, buyer ledger.ID, at int64) (SellerCard, bool) {
	of := pair{seller, buyer}
	p, _ := m.Party(seller)
	first, _ := m.Asset(p.Asset)
	i, ok := m.registry.cardAt(of, at, first.Code)
	if !ok {
		if i, ok = m.registry.cardAt(of, at, ""); !ok {
			return SellerCard{}, false
		}
	}
	return *m.registry.cards.At(i), true
}

// Card finds a card by its number.
func (m *Machine) Card(number uint32) (SellerCard, bool) {
	if int(number) >= m.registry.cards.Len() {
		return SellerCard{}, false
	}
	return *m.registry.cards.At(int(number)), true
}

// PriceFor finds what prices a model for a buyer at a time: the number of the
// card and the model's place in it.
func (m *Machine) PriceFor(seller, buyer ledger.ID, model string, at int64) (card, place uint32, ok bool) {
	number, index, refusal := m.price(seller, buyer, model, at)
	return uint32(number), uint32(index), refusal == ""
}

// Key finds a key, a revoked one too.
func (m *Machine) Key(id ledger.ID) (Key, bool) {
	i, ok := m.registry.keysByID[id]
	if !ok {
		return Key{}, false
	}
	return *m.registry.keys.At(i), true
}

// Projects calls f for each project, archived ones too, in the order of entry
// until it returns false.
func (m *Machine) Projects(f func(Project) bool) {
	for i := range m.registry.projects.Len() {
		if !f(*m.registry.projects.At(i)) {
			return
		}
	}
}

// Project finds a project, an archived one too.
func (m *Machine) Project(id ledger.ID) (Project, bool) {
	i, ok := m.registry.projectsByID[id]
	if !ok {
		return Project{}, false
	}
	return *m.registry.projects.At(i), true
}

// Meters calls f for each pushed meter with its number in the order of entry
// until it returns false.
func (m *Machine) Meters(f func(number uint32, meter SellerMeter) bool) {
	for i := range m.registry.meters.Len() {
		if !f(uint32(i+1), *m.registry.meters.At(i)) {
			return
		}
	}
}

// Meter finds a pushed meter by its number.
func (m *Machine) Meter(number uint32) (SellerMeter, bool) {
	if number == 0 || int(number) > m.registry.meters.Len() {
		return SellerMeter{}, false
	}
	return *m.registry.meters.At(int(number) - 1), true
}

// MeterNamed finds the number of a seller's pushed meter by its name.
func (m *Machine) MeterNamed(seller ledger.ID, name string) (number uint32, ok bool) {
	number, ok = m.registry.metersByName[sellerName{seller, name}]
	return number, ok
}
