package ledger

import (
	"encoding/binary"
	"slices"
)

// blockLen is how many transfers are warmed together: enough that their cache
// misses overlap, few enough that what was fetched is still there when used.
const blockLen = 128

// hint is what warming learned about a transfer. The account slots are guesses
// by hash and are checked against the id.
type hint struct {
	idHash     uint64
	print      uint64
	debitHash  uint64
	creditHash uint64
	debit      uint32
	credit     uint32
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
			w := b[i*TransferSize : (i+1)*TransferSize]
			whole := t.Read(w)
			if t.Flags&Linked != 0 && i >= run.end {
				if out = l.enter(&run, b, i, out); i < run.skip {
					continue
				}
			}
			outcome := Outcome{Result: ReservedNotZero}
			if whole {
				outcome = l.apply(&t, &l.hints[i-first])
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
		w := b[i*TransferSize : (i+1)*TransferSize : (i+1)*TransferSize]
		at := &hints[i]
		at.print = fingerprint(w)
		at.idHash = l.hash(IDAt(w))
		at.debitHash = l.hash(IDAt(w[16:]))
		at.creditHash = l.hash(IDAt(w[32:]))
	}
	read := uint64(0)
	for i := range hints {
		read += l.accountIndex.touch(hints[i].debitHash) + l.accountIndex.touch(hints[i].creditHash)
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

// warmAccounts guesses the accounts and reads their records.
func (l *Ledger) warmAccounts(hints []hint, b []byte) (read uint64) {
	for i := range hints {
		at := &hints[i]
		at.debit = l.accountIndex.candidate(at.debitHash)
		at.credit = l.accountIndex.candidate(at.creditHash)
	}
	for i := range hints {
		read += l.accounts.at(hints[i].debit).id.Lo + l.accounts.at(hints[i].credit).id.Lo
	}
	// Holds, and accounts with limits, need the second line of the record.
	for i := range hints {
		d, c := l.accounts.at(hints[i].debit), l.accounts.at(hints[i].credit)
		if flagsAt(b, i)&(Pending|Post|Void) != 0 || (d.flags|c.flags)&(LimitDebit|LimitCredit) != 0 {
			read += d.debitsPending.Lo + c.creditsPending.Lo
		}
	}
	return read
}
