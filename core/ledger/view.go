package ledger

import (
	"cmp"
	"slices"

	"aidollar/core/money"
)

// View is the state of a ledger at the moment of Freeze. It may be read from
// any goroutine while the ledger goes on. Nothing has to be released: the
// garbage collector takes what only the view holds.
type View struct {
	config  Config
	now     int64
	sealed  int64
	next    uint64 // order of the next hold
	open    uint32
	assets  []AssetID // by their place
	buckets []frozenBucket

	accounts slab[account]
	rests    slab[accountRest]
	holds    slab[hold]
	budgets  slab[budget]
	rules    slab[rule]
	shares   slab[share]
}

type frozenBucket struct {
	number  int64
	entries slab[entry]
	wide    []money.Amount
}

// Freeze returns a view of the state as it is. It copies no records, only a few
// words for each bucket of the window and each asset; pages are copied later,
// when the ledger first changes them. Postings in Derived are not part of the
// state. It panics inside Atomic.
func (l *Ledger) Freeze() *View {
	if l.undo.depth > 0 {
		panic("ledger: Freeze inside Atomic")
	}
	v := &View{
		config: l.config, now: l.now, sealed: l.sealed, next: l.holds.next, open: l.holds.open,
		assets:   make([]AssetID, len(l.assets)),
		accounts: l.accounts.freeze(),
		rests:    l.rests.freeze(),
		holds:    l.holds.slab.freeze(),
		budgets:  l.budgets.freeze(),
		rules:    l.rules.freeze(),
		shares:   l.shares.freeze(),
	}
	for i := range l.assets {
		v.assets[i] = l.assets[i].id
	}
	for number := l.millisMin >> l.window.shift; number <= l.millisMax>>l.window.shift; number++ {
		b := *l.window.slot(number)
		if b == nil || b.number != number || b.entries.n == 0 {
			continue
		}
		v.buckets = append(v.buckets, frozenBucket{number, b.entries.freeze(), slices.Clip(b.wide)})
	}
	return v
}

// Now is the time of the view in Unix nanoseconds.
func (v *View) Now() int64 { return v.now }

// Accounts calls yield for each account in the order of opening, until it
// returns false.
func (v *View) Accounts(yield func(Account) bool) {
	for i := range v.accounts.n {
		a := v.accounts.at(i)
		out := export(a, v.rests.at(i))
		out.Asset = v.assets[a.asset]
		if a.budget != 0 {
			out.Budget = v.budgets.at(a.budget - 1).id
		}
		if !yield(out) {
			return
		}
	}
}

// Holds calls yield for each open hold in the order they were made, until it
// returns false. Amount is what is held.
func (v *View) Holds(yield func(Transfer) bool) {
	for _, slot := range v.holdOrder() {
		h := v.holds.at(slot)
		d := v.accounts.at(h.debit)
		if !yield(h.export(d.id, v.accounts.at(h.credit).id, v.assets[d.asset], &v.budgets)) {
			return
		}
	}
}

// holdOrder lists the slots of open holds in the order they were made. Which
// slot a hold has depends on what was open before, so slots are never shown.
func (v *View) holdOrder() []uint32 {
	slots := make([]uint32, 0, v.open)
	for i := range v.holds.n {
		if v.holds.at(i).order != 0 {
			slots = append(slots, i)
		}
	}
	slices.SortFunc(slots, func(a, b uint32) int {
		return cmp.Compare(v.holds.at(a).order, v.holds.at(b).order)
	})
	return slots
}
