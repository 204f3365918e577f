package ledger

import "aidollar/core/money"

// undo remembers how to take back what a linked chain or an Atomic did. It is
// empty, and costs a test of depth, outside of them.
type undo struct {
	depth    int
	ops      []undoOp
	accounts []accountImage
	holds    []hold
	budgets  []budget
}

// undoOp is one thing to take back. The images it needs lie on top of the stack
// of their kind when its turn comes.
type undoOp struct {
	kind   undoKind
	slot   uint32
	bucket *bucket
	value  uint64
}

type undoKind uint8

const (
	undoAccount  undoKind = iota // image of slot
	undoOpened                   // the last account
	undoAsset                    // the last asset
	undoEntry                    // the last entry of bucket; value is its hash
	undoState                    // of entry slot in bucket; value is the word before
	undoHeld                     // hold slot was made
	undoReleased                 // hold slot was closed; image
	undoBudget                   // image of slot
	undoDefined                  // the last budget
	undoRule                     // the last rule
	undoShare                    // carry of share slot; value is the one before
	undoSeal                     // value is the time before
)

// mark is a place in the undo log, with what is cut back by length alone.
type mark struct{ ops, derived int }

// begin opens a span that can be taken back; spans nest.
func (l *Ledger) begin() mark {
	l.undo.depth++
	return mark{len(l.undo.ops), len(l.derived)}
}

// commit closes a span that stands.
func (l *Ledger) commit() {
	u := &l.undo
	if u.depth--; u.depth == 0 {
		u.ops, u.accounts, u.holds, u.budgets = u.ops[:0], u.accounts[:0], u.holds[:0], u.budgets[:0]
	}
}

// rollback takes back everything since the mark and closes the span.
func (l *Ledger) rollback(m mark) {
	u := &l.undo
	for i := len(u.ops) - 1; i >= m.ops; i-- {
		l.takeBack(u.ops[i])
	}
	u.ops = u.ops[:m.ops]
	clear(l.derived[m.derived:])
	l.derived = l.derived[:m.derived]
	u.depth--
}

// Atomic runs f and keeps what it did to the ledger only if it returns OK or
// Exists; else the ledger is as before. Atomics nest. f must not keep pointers
// into the ledger.
func (l *Ledger) Atomic(f func() Result) Result {
	m := l.begin()
	r := f()
	if r == OK || r == Exists {
		l.commit()
	} else {
		l.rollback(m)
	}
	return r
}

func (l *Ledger) takeBack(op undoOp) {
	u := &l.undo
	switch op.kind {
	case undoAccount:
		image := pop(&u.accounts)
		l.restoreAccount(op.slot, &image)
	case undoOpened:
		l.accounts.n--
		l.rests.n--
		l.accountIndex.remove(l.hash(l.accounts.at(l.accounts.n).id), l.accounts.n)
	case undoAsset:
		last := uint32(len(l.assets) - 1)
		l.assetIndex.remove(l.hash(ID{Lo: uint64(l.assets[last].id)}), last)
		l.assets = l.assets[:last]
	case undoEntry:
		l.window.forget(op.bucket, op.value)
	case undoState:
		op.bucket.entries.edit(op.slot).word = op.value
	case undoHeld:
		l.holds.next = l.holds.slab.at(op.slot).order
		l.holds.remove(op.slot, l.hash(l.holds.slab.at(op.slot).id))
	case undoReleased:
		image := pop(&u.holds)
		l.holds.putBack(op.slot, &image, l.hash(image.id))
	case undoBudget:
		*l.budgets.edit(op.slot) = pop(&u.budgets)
	case undoDefined:
		l.budgets.n--
		l.budgetIndex.remove(l.hashBudget(l.budgets.n), l.budgets.n)
	case undoRule:
		l.rules.n--
		last := l.rules.at(l.rules.n)
		l.ruleIndex.remove(l.hash(last.id), l.rules.n)
		l.shares.n = last.first
	case undoShare:
		l.shares.edit(op.slot).carry = op.value
	case undoSeal:
		l.sealed = int64(op.value)
	}
}

type accountImage struct {
	account
	accountRest
}

// restoreAccount puts an image back and takes the difference out of the sums.
func (l *Ledger) restoreAccount(slot uint32, image *accountImage) {
	a, rest := l.accounts.edit(slot), l.rests.edit(slot)
	s := &l.assets[a.asset]
	s.debitsPending = replaced(s.debitsPending, rest.debitsPending, image.debitsPending)
	s.debitsPosted = replaced(s.debitsPosted, a.debitsPosted, image.debitsPosted)
	s.creditsPending = replaced(s.creditsPending, rest.creditsPending, image.creditsPending)
	s.creditsPosted = replaced(s.creditsPosted, a.creditsPosted, image.creditsPosted)
	*a, *rest = image.account, image.accountRest
}

// replaced is total-now+before; the steps may wrap, the end does not.
func replaced(total, now, before money.Amount) money.Amount {
	rest, _ := total.Sub(now)
	whole, _ := rest.Add(before)
	return whole
}

func pop[T any](stack *[]T) T {
	last := len(*stack) - 1
	top := (*stack)[last]
	*stack = (*stack)[:last]
	return top
}

func (u *undo) add(op undoOp) {
	if u.depth > 0 {
		u.ops = append(u.ops, op)
	}
}

func (u *undo) account(slot uint32, image accountImage) {
	u.ops = append(u.ops, undoOp{kind: undoAccount, slot: slot})
	u.accounts = append(u.accounts, image)
}

func (u *undo) opened()     { u.add(undoOp{kind: undoOpened}) }
func (u *undo) assetAdded() { u.add(undoOp{kind: undoAsset}) }

func (u *undo) entry(b *bucket, h uint64) { u.add(undoOp{kind: undoEntry, bucket: b, value: h}) }

func (u *undo) state(b *bucket, n uint32, word uint64) {
	u.add(undoOp{kind: undoState, bucket: b, slot: n, value: word})
}

func (u *undo) held(slot uint32) { u.add(undoOp{kind: undoHeld, slot: slot}) }

func (u *undo) released(slot uint32, image *hold) {
	if u.depth > 0 {
		u.ops = append(u.ops, undoOp{kind: undoReleased, slot: slot})
		u.holds = append(u.holds, *image)
	}
}

func (u *undo) budget(slot uint32, image *budget) {
	if u.depth > 0 {
		u.ops = append(u.ops, undoOp{kind: undoBudget, slot: slot})
		u.budgets = append(u.budgets, *image)
	}
}

func (u *undo) budgetDefined() { u.add(undoOp{kind: undoDefined}) }
func (u *undo) ruleDefined()   { u.add(undoOp{kind: undoRule}) }

func (u *undo) share(slot uint32, carry uint64) {
	u.add(undoOp{kind: undoShare, slot: slot, value: carry})
}

func (u *undo) seal(before int64) { u.add(undoOp{kind: undoSeal, value: uint64(before)}) }
