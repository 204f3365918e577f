package ledger

import "aidollar/core/money"

// hold is an open hold: the pending transfer, with accounts resolved.
type hold struct {
	id        ID
	amount    money.Amount // held: less than asked for with a balancing transfer
	cause     ID
	effective int64
	deadline  int64
	made      int64  // when; tells the periods it drew on
	order     uint64 // of making, from one; zero is a free slot
	debit     uint32
	credit    uint32
	draws     draws  // budgets that it drew on
	entry     uint32 // number in the bucket of its id, while that is kept
	code      uint16
	flags     TransferFlags
}

// holds is the slab of open holds with its index and the queue of deadlines.
// Slots are used again; order tells which hold is older.
type holds struct {
	slab  slab[hold]
	free  []uint32
	index table
	open  uint32
	key   uint64 // of the index's hash
	next  uint64 // order of the next hold
	queue []deadline
	place []uint32 // by slot: place in the queue plus one; zero is none
}

func (h *holds) find(id ID, hash uint64) (uint32, bool) {
	return h.index.find(hash, func(n uint32) bool { return h.slab.at(n).id == id })
}

// add puts a new hold into a free slot and gives it its order.
func (h *holds) add(made *hold, hash uint64) uint32 {
	made.order = h.next
	h.next++
	var slot uint32
	if n := len(h.free); n > 0 {
		slot = h.free[n-1]
		h.free = h.free[:n-1]
	} else {
		slot, _ = h.slab.add()
		h.place = append(h.place, 0)
	}
	h.occupy(slot, made, hash)
	return slot
}

func (h *holds) occupy(slot uint32, made *hold, hash uint64) {
	*h.slab.edit(slot) = *made
	h.index.insert(hash, slot, func(n uint32) uint64 { return hashID(h.key, h.slab.at(n).id) })
	h.open++
	if made.deadline != 0 {
		h.enqueue(deadline{made.deadline, made.order, slot})
	}
}

// putBack undoes remove: the slot is on top of the free ones, since undoing
// goes backwards.
func (h *holds) putBack(slot uint32, image *hold, hash uint64) {
	if top := pop(&h.free); top != slot {
		panic("ledger: broken invariant: holds are not undone in reverse order")
	}
	h.occupy(slot, image, hash)
}

func (h *holds) remove(slot uint32, hash uint64) {
	if h.place[slot] != 0 {
		h.dequeue(h.place[slot] - 1)
	}
	h.index.remove(hash, slot)
	h.slab.edit(slot).order = 0
	h.free = append(h.free, slot)
	h.open--
}

// deadline is one element of the queue, ordered by time and then by order.
type deadline struct {
	at    int64
	order uint64
	slot  uint32
}

func (d deadline) before(e deadline) bool {
	return d.at < e.at || (d.at == e.at && d.order < e.order)
}

// The queue is a binary heap. Deadlines mostly come in rising order, and holds
// mostly close before them: both cost few steps.

// due returns the slot of the first hold whose deadline is at or before now.
func (h *holds) due(now int64) (uint32, bool) {
	if len(h.queue) == 0 || h.queue[0].at > now {
		return 0, false
	}
	return h.queue[0].slot, true
}

func (h *holds) enqueue(d deadline) {
	h.queue = append(h.queue, d)
	h.rise(uint32(len(h.queue) - 1))
}

func (h *holds) dequeue(i uint32) {
	last := uint32(len(h.queue) - 1)
	h.place[h.queue[i].slot] = 0
	moved := h.queue[last]
	h.queue = h.queue[:last]
	if i == last {
		return
	}
	h.queue[i] = moved
	h.place[moved.slot] = i + 1
	h.sink(i)
	h.rise(h.place[moved.slot] - 1)
}

// rise moves element i towards the front until its parent is before it.
func (h *holds) rise(i uint32) {
	d := h.queue[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !d.before(h.queue[parent]) {
			break
		}
		h.queue[i] = h.queue[parent]
		h.place[h.queue[i].slot] = i + 1
		i = parent
	}
	h.queue[i] = d
	h.place[d.slot] = i + 1
}

// sink moves element i away from the front until both children are behind it.
func (h *holds) sink(i uint32) {
	d := h.queue[i]
	n := uint32(len(h.queue))
	for {
		child := 2*i + 1
		if child >= n {
			break
		}
		if child+1 < n && h.queue[child+1].before(h.queue[child]) {
			child++
		}
		if !h.queue[child].before(d) {
			break
		}
		h.queue[i] = h.queue[child]
		h.place[h.queue[i].slot] = i + 1
		i = child
	}
	h.queue[i] = d
	h.place[d.slot] = i + 1
}

// NextDeadline is when the next open hold expires; ok is false when none will.
func (l *Ledger) NextDeadline() (at int64, ok bool) {
	if len(l.holds.queue) == 0 {
		return 0, false
	}
	return l.holds.queue[0].at, true
}

// Hold finds an open hold. Its Amount is what is held.
func (l *Ledger) Hold(id ID) (Transfer, bool) {
	slot, ok := l.holds.find(id, l.hash(id))
	if !ok {
		return Transfer{}, false
	}
	h := l.holds.slab.at(slot)
	d := l.accounts.at(h.debit)
	return h.export(d.id, l.accounts.at(h.credit).id, l.assets[d.asset].id, &l.budgets), true
}

func (h *hold) export(debit, credit ID, asset AssetID, budgets *slab[budget]) Transfer {
	t := Transfer{
		ID: h.id, Debit: debit, Credit: credit, Amount: h.amount, Cause: h.cause,
		Effective: h.effective, Deadline: h.deadline, Asset: asset, Code: h.code, Flags: h.flags,
	}
	if h.draws.named != 0 {
		t.Budget = budgets.at(h.draws.named - 1).id
	}
	return t
}

// closed tells why there is no open hold of that id.
func (l *Ledger) closed(id ID) Result {
	b := l.bucketOf(id)
	if b == nil {
		return HoldUnknown
	}
	n, ok := b.find(id, l.hash(id))
	if !ok {
		return HoldUnknown
	}
	switch b.entries.at(n).word & stateMask {
	case statePosted:
		return HoldPosted
	case stateVoided:
		return HoldVoided
	case stateExpired:
		return HoldExpired
	}
	return HoldUnknown
}

// settle closes a hold: what was set aside is released, posted of it is posted,
// and the budget gets back what returns.
func (l *Ledger) settle(slot uint32, posted money.Amount, state uint64) {
	h := *l.holds.slab.at(slot)
	l.undo.released(slot, &h)
	l.releaseBoth(h.debit, h.credit, h.amount, posted)
	if h.draws.any() {
		l.giveBack(&h, posted)
	}
	if b := l.window.bucket(h.id.Millis()); b != nil {
		e := b.entries.edit(h.entry)
		if e.id != h.id || e.word&stateMask != stateOpen {
			panic("ledger: broken invariant: the window does not know an open hold")
		}
		l.undo.state(b, h.entry, e.word)
		e.word = e.word&^stateMask | state
	}
	l.holds.remove(slot, l.hash(h.id))
	l.balanced(l.accounts.at(h.debit).asset)
}

// expire closes a hold whose deadline has passed and tells so.
func (l *Ledger) expire(slot uint32) {
	h := *l.holds.slab.at(slot)
	l.settle(slot, money.Amount{}, stateExpired)
	d := l.accounts.at(h.debit)
	t := h.export(d.id, l.accounts.at(h.credit).id, l.assets[d.asset].id, &l.budgets)
	t.ID, t.Hold, t.Cause = h.id.Derive(0), h.id, h.id
	t.Effective, t.Budget, t.Flags = 0, 0, Void
	l.derived = append(l.derived, Posting{Transfer: t})
}
