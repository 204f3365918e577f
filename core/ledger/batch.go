package ledger

import (
	"encoding/binary"
	"slices"
)

// blockLen is how many transfers are warmed together: enough that their cache
// misses overlap, few enough that what was fetched is still there when used.
const blockLen = 64

// hint is what warming learned about a transfer. The accounts are guesses by
// hash and are checked against the id. Their records are the ledger's own and
// stay where they are until the block is decided: nothing is frozen meanwhile.
type hint struct {
	idHash       uint64
	print        uint64
	debitHash    uint64
	creditHash   uint64
	debitGroup   *group // of the index, where the search begins
	creditGroup  *group
	debitRecord  *account // nil when no account is open
	creditRecord *account
	debit        uint32
	credit       uint32
	plain        bool // no flags, no hold, no times of its own; nothing reserved
}

// Transfers decides transfers in order and appends one outcome for each to out.
// See TransfersWire.
func (l *Ledger) Transfers(ts []Transfer, out []Outcome) []Outcome {
	n := len(ts) * TransferSize
	if cap(l.wire) < n {
		l.wire = make([]byte, n)
	}
	b := l.wire[:n]
	for i := range ts {
		ts[i].Put(b[i*TransferSize:])
	}
	return l.TransfersWire(b, out)
}

// TransfersWire decides encoded transfers (see Transfer.Put) in order and
// appends one outcome for each to out. Later transfers see what earlier ones
// did. A chain of Linked transfers must end within b; if one of it is refused,
// that one has its own result, the others LinkedRefused, and none has moved
// anything. b is not kept. It panics when b is not a whole number of transfers.
func (l *Ledger) TransfersWire(b []byte, out []Outcome) []Outcome {
	if len(b)%TransferSize != 0 {
		panic("ledger: the encoded transfers are not a multiple of 128 bytes")
	}
	n := len(b) / TransferSize
	out = slices.Grow(out, n)
	run := chain{}
	var t Transfer
	for first := 0; first < n; first += blockLen {
		last := min(first+blockLen, n)
		if last <= run.skip {
			continue // refused as a whole already
		}
		l.warm(b[first*TransferSize : last*TransferSize])
		for i := first; i < last; i++ {
			if i < run.skip {
				continue
			}
			w := (*[TransferSize]byte)(b[i*TransferSize:])
			at := &l.hints[i-first]
			if at.plain && i >= run.end {
				if amount, ok := l.quick(w, at); ok {
					out = append(out, Outcome{Result: OK, Amount: amount})
					continue
				}
			}
			whole := t.Read(w[:])
			if t.Flags&Linked != 0 && i >= run.end {
				if out = l.enter(&run, b, i, out); i < run.skip {
					continue
				}
			}
			outcome := Outcome{Result: ReservedNotZero}
			if whole {
				outcome = l.apply(&t, at)
			}
			out = append(out, outcome)
			if i < run.end {
				out = l.leave(&run, i, out)
			}
		}
	}
	return out
}

// chain is the run of linked transfers that is being decided.
type chain struct {
	first int
	end   int // behind its last transfer; at or before the current one outside of chains
	skip  int // transfers before it have their outcome
	mark  mark
}

// enter begins the chain at transfer i, or refuses it for its length.
func (l *Ledger) enter(run *chain, b []byte, i int, out []Outcome) []Outcome {
	n := len(b) / TransferSize
	end := i
	for end < n && flagsAt(b, end)&Linked != 0 {
		end++
	}
	switch {
	case end == n:
		out = refuse(out, n-i)
		out[len(out)-1].Result = ChainOpen
		run.skip = n
	case end+1-i > ChainMax:
		out = refuse(out, end+1-i)
		out[len(out)-(end+1-i)].Result = ChainTooLong
		run.skip = end + 1
	default:
		run.first, run.end, run.mark = i, end+1, l.begin()
	}
	return out
}

// leave looks at the outcome of transfer i in a chain: a refusal takes the
// chain back, the last acceptance makes it stand.
func (l *Ledger) leave(run *chain, i int, out []Outcome) []Outcome {
	if r := out[len(out)-1].Result; r != OK && r != Exists {
		l.rollback(run.mark)
		for j := range i - run.first {
			out[len(out)-2-j] = Outcome{Result: LinkedRefused}
		}
		out = refuse(out, run.end-i-1)
		run.skip = run.end
		run.end = 0
	} else if i == run.end-1 {
		l.commit()
	}
	return out
}

func refuse(out []Outcome, n int) []Outcome {
	for range n {
		out = append(out, Outcome{Result: LinkedRefused})
	}
	return out
}

func flagsAt(b []byte, i int) TransferFlags {
	return TransferFlags(binary.LittleEndian.Uint16(b[i*TransferSize+118:]))
}

// warm hashes a block of transfers and reads the memory that deciding them will
// need, so that the waits for memory overlap instead of following each other.
// Nothing is decided here; a wrong guess costs time only.
//
// It is one short loop for each step on purpose: a processor looks a few
// hundred instructions ahead, and the fewer lie between two reads that miss the
// cache, the more of them are under way at once.
func (l *Ledger) warm(b []byte) {
	n := len(b) / TransferSize
	hints := l.hints[:n]
	for i := range hints {
		at := &hints[i]
		l.look((*[TransferSize]byte)(b[i*TransferSize:]), at)
		at.debitGroup, at.creditGroup = l.accountIndex.first(at.debitHash), l.accountIndex.first(at.creditHash)
	}
	read := uint64(0)
	for i := range hints {
		read += hints[i].debitGroup.tags + hints[i].creditGroup.tags
	}
	for i := range hints {
		id := IDAt(b[i*TransferSize:])
		if b := l.window.bucket(id.Millis()); b != nil {
			if part := b.part(id); part != nil {
				read += part.touch(hints[i].idHash)
			}
		}
	}
	if l.accounts.n > 0 {
		read += l.warmAccounts(hints, b)
	}
	l.sink += read
}

// look hashes a transfer.
func (l *Ledger) look(w *[TransferSize]byte, at *hint) {
	at.print = fingerprint(w[:])
	at.idHash = l.hash(IDAt(w[:]))
	at.debitHash = l.hash(IDAt(w[16:]))
	at.creditHash = l.hash(IDAt(w[32:]))
	word := binary.LittleEndian.Uint64
	hold, times := word(w[64:])|word(w[72:]), word(w[96:])|word(w[104:])
	flagsReserved := word(w[112:])>>48 | word(w[120:])
	at.plain = hold|times|flagsReserved == 0
}

// warmAccounts guesses the accounts and reads their records.
func (l *Ledger) warmAccounts(hints []hint, b []byte) (read uint64) {
	for i := range hints {
		at := &hints[i]
		at.debit = l.accountIndex.candidate(at.debitHash)
		at.credit = l.accountIndex.candidate(at.creditHash)
		at.debitRecord = l.accounts.edit(at.debit)
		at.creditRecord = l.accounts.edit(at.credit)
	}
	for i := range hints {
		read += hints[i].debitRecord.id.Lo + hints[i].creditRecord.id.Lo
	}
	// Holds, and accounts with limits above zero, need the rest of the record.
	for i := range hints {
		at := &hints[i]
		limits := at.debitRecord.flags&LimitDebit != 0 && at.debitRecord.more || at.creditRecord.flags&LimitCredit != 0 && at.creditRecord.more
		if flagsAt(b, i)&(Pending|Post|Void) != 0 || limits {
			read += l.rests.at(at.debit).debitsPending.Lo + l.rests.at(at.credit).creditsPending.Lo
		}
	}
	return read
}
