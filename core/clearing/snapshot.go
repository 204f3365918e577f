package clearing

import (
	"aidollar/core/credit"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"aidollar/core/attest"
	"aidollar/core/duty"
	"aidollar/core/exchange"
	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/recourse"
	"aidollar/core/review"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// snapshotMagic begins a snapshot and names its format.
const snapshotMagic = "aidollar clearing 23\n"

// View is the machine as it was when it was frozen. It may be written by
// another goroutine than the machine's.
type View struct {
	applied, revision uint64
	ledger            *ledger.View
	exchange          exchange.View
	desk              payment.View
	book              settlement.View
	credit            credit.View
	recourse          recourse.View
	rules             ruling.View
	quotas            licence.View
	review            review.View
	attest            attest.View
	duties            duty.View
	authorities       paged.Slice[Authority]
	identities        paged.Slice[Identity]
	assets            paged.Slice[money.Asset]
	parties           paged.Slice[Party]
	keys              paged.Slice[Key]
	cards             paged.Slice[SellerCard]
	projects          paged.Slice[Project]
	meters            paged.Slice[SellerMeter]
	links             paged.Slice[Link]
	events            eventIDs
	windows           paged.Slice[useWindow]
	windowNext        uint64
	useSerial         uint64
	misplaced         uint64
	digest            [sha256.Size]byte
}

// Freeze keeps the present state for a snapshot; it copies no items.
func (m *Machine) Freeze() *View {
	r := &m.registry
	return &View{
		applied: m.applied, revision: r.revision,
		ledger: m.ledger.Freeze(), exchange: m.exchange.Freeze(), desk: m.desk.Freeze(), book: m.book.Freeze(), credit: m.credit.Freeze(), recourse: m.recourse.Freeze(), rules: m.rules.Freeze(), review: m.review.Freeze(), attest: m.attest.Freeze(), duties: m.duties.Freeze(), quotas: m.quotas.Freeze(), authorities: m.authorities.list.Freeze(), identities: m.identities.list.Freeze(),
		assets: r.assets.Freeze(), parties: r.parties.Freeze(), keys: r.keys.Freeze(), cards: r.cards.Freeze(),
		projects: r.projects.Freeze(), meters: r.meters.Freeze(), links: m.links.list.Freeze(),
		events: m.events.freeze(), windows: m.windows.list.Freeze(), windowNext: m.windows.next, useSerial: m.useSerial, misplaced: m.misplaced,
	}
}

// Digest names the state: the SHA-256 of what WriteTo wrote.
func (v *View) Digest() [sha256.Size]byte { return v.digest }

// WriteTo writes the state in its canonical form, which Restore reads: the same
// commands lead to the same bytes. The registry and the open calls come first,
// behind their length, then the ledger.
func (v *View) WriteTo(w io.Writer) (int64, error) {
	var a wire.Appender
	a.B = append(a.B, snapshotMagic...)
	a.U32(0)
	v.append(&a)
	size := uint32(len(a.B) - len(snapshotMagic) - 4)
	head := wire.Appender{B: a.B[:len(snapshotMagic)]}
	head.U32(size)

	hash := sha256.New()
	both := io.MultiWriter(hash, w)
	n, err := both.Write(a.B)
	if err != nil {
		return int64(n), err
	}
	m, err := v.ledger.WriteTo(both)
	hash.Sum(v.digest[:0])
	return int64(n) + m, err
}

func (v *View) append(a *wire.Appender) {
	a.U64(v.applied)
	a.U64(v.revision)
	a.U32(uint32(v.assets.Len()))
	for i := range v.assets.Len() {
		DefineAsset{*v.assets.At(i)}.append(a)
	}
	a.U32(uint32(v.parties.Len()))
	for i := range v.parties.Len() {
		AddParty{*v.parties.At(i)}.append(a)
		a.I64(v.parties.At(i).Since)
	}
	a.U32(uint32(v.projects.Len()))
	for i := range v.projects.Len() {
		p := v.projects.At(i)
		AddProject{*p}.append(a)
		a.I64(p.Since)
		a.I64(p.Archived)
	}
	a.U32(uint32(v.keys.Len()))
	for i := range v.keys.Len() {
		AddKey{*v.keys.At(i)}.append(a)
		a.I64(v.keys.At(i).Since)
		a.I64(v.keys.At(i).Revoked)
	}
	a.U32(uint32(v.cards.Len()))
	for i := range v.cards.Len() {
		c := v.cards.At(i)
		a.ID(c.Seller)
		a.ID(c.Buyer)
		a.I64(c.Since)
		// A card in the registry has been through AppendBinary before.
		bytes, _ := c.Card.AppendBinary(nil)
		a.Blob(bytes)
	}
	a.U32(uint32(v.meters.Len()))
	for i := range v.meters.Len() {
		d := v.meters.At(i)
		DefineMeter{d.Seller, d.Definition}.append(a)
		a.I64(d.Since)
	}
	a.U32(uint32(v.links.Len()))
	for i := range v.links.Len() {
		k := v.links.At(i)
		LinkParty{k.Buyer, k.Seller, k.Keep}.append(a)
		a.I64(k.Since)
		a.ID(k.Period)
	}
	v.exchange.Append(a)
	v.desk.Append(a)
	v.book.Append(a)
	v.credit.Append(a)
	v.recourse.Append(a)
	v.review.Append(a)
	v.attest.Append(a)
	appendIdentities(a, &v.identities) // before the rules, which ask of them
	v.rules.Append(a)
	v.quotas.Append(a)
	v.duties.Append(a)
	appendAuthorities(a, &v.authorities)
	a.U64(v.useSerial)
	a.U64(v.misplaced)
	v.events.append(a)
	appendUseWindows(a, v.windowNext, &v.windows)
}

var errSnapshot = errors.New("clearing: not a snapshot of this program")

// snapshotHeadMax bounds what is read before the ledger's part.
const snapshotHeadMax = 1 << 31

// Restore makes the machine that View.WriteTo wrote. Input that contradicts
// itself is an error.
func Restore(r io.Reader, config Config) (*Machine, error) {
	magic := make([]byte, len(snapshotMagic)+4)
	if _, err := io.ReadFull(r, magic); err != nil {
		return nil, fmt.Errorf("%w: %w", errSnapshot, err)
	}
	if string(magic[:len(snapshotMagic)]) != snapshotMagic {
		return nil, fmt.Errorf("%w: it begins with %q", errSnapshot, magic[:len(snapshotMagic)])
	}
	size := wire.Reader{B: magic[len(snapshotMagic):]}
	headSize := size.U32()
	if headSize > snapshotHeadMax {
		return nil, fmt.Errorf("%w: its head is %d bytes", errSnapshot, headSize)
	}
	// Read through a limit, so that a false length costs no memory.
	head, err := io.ReadAll(io.LimitReader(r, int64(headSize)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errSnapshot, err)
	}
	if len(head) != int(headSize) {
		return nil, fmt.Errorf("%w: its head ends early", errSnapshot)
	}
	l, err := ledger.Restore(r, config.Ledger)
	if err != nil {
		return nil, err
	}
	m := &Machine{ledger: l, registry: newRegistry(), links: newLinks(), authorities: newAuthorities(), events: newEventIDs(config.UseIDsMax), windows: newUseWindows()}
	in := &wire.Reader{B: head}
	m.applied = in.U64()
	revision := in.U64()
	if err := m.registry.restore(in); err != nil {
		return nil, err
	}
	m.registry.revision = revision
	if err := m.links.restore(in); err != nil {
		return nil, err
	}
	if m.exchange, err = exchange.RestoreBook(l, exchangeCodes, in); err != nil {
		return nil, err
	}
	if m.desk, err = payment.RestoreDesk(l, m.exchange, in); err != nil {
		return nil, err
	}
	if m.book, err = settlement.RestoreBook(l, settlementCodes, in); err != nil {
		return nil, err
	}
	if m.credit, err = credit.RestoreBook(l, creditHouse, in); err != nil {
		return nil, err
	}
	if m.recourse, err = recourse.RestoreBook(l, recourseCodes, in); err != nil {
		return nil, err
	}
	if err := m.restoreRules(in); err != nil {
		return nil, err
	}
	m.useSerial, m.misplaced = in.U64(), in.U64()
	if err := m.events.restore(in); err != nil {
		return nil, err
	}
	if err := m.windows.restore(in); err != nil {
		return nil, err
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", errSnapshot, err)
	}
	if err := m.checkBudgets(); err != nil {
		return nil, err
	}
	return m, m.checkCalls()
}

func (m *Machine) restoreRules(in *wire.Reader) (err error) {
	if m.review, err = review.RestoreBook(in); err != nil {
		return err
	}
	if m.attest, err = attest.RestoreBook(in); err != nil {
		return err
	}
	m.identities = newIdentities()
	if err := m.identities.restore(in); err != nil {
		return err
	}
	if m.rules, err = ruling.RestoreBook(m.review, m.attest, m.identities, in); err != nil {
		return err
	}
	if m.quotas, err = licence.RestoreBook(in); err != nil {
		return err
	}
	if m.duties, err = duty.RestoreBook(in); err != nil {
		return err
	}
	return m.authorities.restore(in)
}

func (r *registry) restore(in *wire.Reader) error {
	for range in.U32() {
		r.addAsset(money.Asset{Code: in.Text(), Scale: in.U8(), ChainScale: in.U8()})
		if in.Short() {
			return fmt.Errorf("%w: an asset ends early", errSnapshot)
		}
	}
	for range in.U32() {
		r.addParty(Party{
			ID: in.ID(), Role: Role(in.U8()), Name: in.Text(), Asset: ledger.AssetID(in.U32()),
			CommissionPPM: in.U32(), Since: in.I64(),
		})
		if in.Short() {
			return fmt.Errorf("%w: a party ends early", errSnapshot)
		}
	}
	for range in.U32() {
		r.addProject(Project{
			ID: in.ID(), Party: in.ID(), Name: in.Text(), Limits: readSpendLimits(in), Since: in.I64(), Archived: in.I64(),
		})
		if in.Short() {
			return fmt.Errorf("%w: a project ends early", errSnapshot)
		}
	}
	for range in.U32() {
		k := readKey(in)
		k.Since, k.Revoked = in.I64(), in.I64()
		if in.Short() {
			return fmt.Errorf("%w: a key ends early", errSnapshot)
		}
		r.addKey(k)
	}
	for range in.U32() {
		c := SellerCard{Seller: in.ID(), Buyer: in.ID(), Since: in.I64()}
		card, err := tariff.DecodeCard(in.Blob())
		if err != nil || in.Short() {
			return fmt.Errorf("%w: a rate card is damaged", errSnapshot)
		}
		c.Card = card
		r.addCard(c)
	}
	for range in.U32() {
		d := readMeter(in)
		d.Since = in.I64()
		if in.Short() {
			return fmt.Errorf("%w: a meter ends early", errSnapshot)
		}
		r.addMeter(d)
	}
	return nil
}

func (l *links) restore(in *wire.Reader) error {
	for i := range in.U32() {
		k := Link{Buyer: in.ID(), Seller: in.ID(), Keep: in.Amount(), Since: in.I64(), Period: in.ID()}
		if _, twice := l.byBuyer[k.Buyer]; in.Short() || twice {
			return fmt.Errorf("%w: link %d is damaged", errSnapshot, i)
		}
		l.put(int(i), k)
	}
	return nil
}

// checkBudgets makes sure that whoever may spend has its limits.
func (m *Machine) checkBudgets() error {
	for i := range m.registry.projects.Len() {
		if _, ok := m.ledger.Budget(projectBudgets(i) + budgetDay); !ok {
			return fmt.Errorf("%w: project %s has no budget", errSnapshot, m.registry.projects.At(i).ID)
		}
	}
	for i := range m.registry.keys.Len() {
		if _, ok := m.ledger.Budget(keyBudgets(i) + budgetDay); ok != m.registry.keys.At(i).spends() {
			return fmt.Errorf("%w: the budget of key %s is missing, or is nobody's", errSnapshot, m.registry.keys.At(i).ID)
		}
	}
	return nil
}

// checkCalls makes sure that every open call points at what it needs.
func (m *Machine) checkCalls() (err error) {
	m.desk.Calls(func(c *payment.Call) bool {
		if int(c.Card) >= m.registry.cards.Len() || int(c.Model) >= len(m.registry.cards.At(int(c.Card)).Card.Models) {
			err = fmt.Errorf("%w: call %s has no rate card", errSnapshot, c.ID)
			return false
		}
		if _, ok := m.ledger.Hold(c.ID); !ok {
			err = fmt.Errorf("%w: call %s has no hold", errSnapshot, c.ID)
		}
		if _, ok := m.ledger.Hold(exchange.FundsID(c.ID)); ok != c.Lock.Locks() {
			err = fmt.Errorf("%w: what the payer of call %s gives is not held, or held for nothing", errSnapshot, c.ID)
		}
		return err == nil
	})
	return err
}
