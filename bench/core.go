package bench

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"syscall"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// CoreOptions say what Core measures.
type CoreOptions struct {
	Accounts  int
	Transfers int // of each measurement; half as many holds, each with its post, in the second mix
	Rounds    int
	Batch     int // transfers in one call; zero is 8,190
	Seed      uint64
}

// DefaultCoreOptions measure a million accounts.
func DefaultCoreOptions() CoreOptions {
	return CoreOptions{Accounts: 1_000_000, Transfers: 2_000_000, Rounds: 5, Batch: 8190, Seed: 1}
}

// coreStart is when the workload's ids begin, in Unix milliseconds, and
// coreIDsPerMilli how many of them carry the same millisecond: the time that
// ids carry passes as it would at two million transfers a second.
const (
	coreStart       = 1_750_000_000_000
	coreIDsPerMilli = 2000
	// coreWindow is short, so that after the first rounds the window slides:
	// as many ids are forgotten as come, and memory is used again.
	coreWindow = 2 * time.Second
)

// coreBench is the ledger and its yardsticks, all with the same accounts.
type coreBench struct {
	options CoreOptions
	random  *rand.Rand
	ids     []ledger.ID
	serial  uint64
	stream  []byte
	part    []byte
	out     []ledger.Outcome

	ledger *ledger.Ledger
	flat   *flatTable
	goMap  *mapLedger
}

// Core measures the ledger alone on one thread, without a log, beside a bare
// loop over a flat table, which only finds both accounts by their ids and adds,
// and beside a ledger of Go maps. Each round runs all of them on the same
// stream of transfers between random accounts; the ratios are within rounds.
// Rates are by the time that all threads of the process compute, the garbage
// collector's included, so that other work on the machine counts less.
func Core(w io.Writer, o CoreOptions) error {
	if o.Batch == 0 {
		o.Batch = 8190
	}
	Facts(w)
	fmt.Fprintf(w, "core: %d accounts, %d transfers a round in batches of %d, %d rounds, seed %d, one thread; ids of %v remembered, %d a second\n",
		o.Accounts, o.Transfers, o.Batch, o.Rounds, o.Seed, coreWindow, coreIDsPerMilli*1000)
	b := newCoreBench(o)
	var flat, plain, goMap, flatHolds, holds series
	for round := range o.Rounds + 1 {
		f, p, m, err := b.round(false)
		if err != nil {
			return err
		}
		fh, ph, _, err := b.round(true)
		if err != nil {
			return err
		}
		if round == 0 {
			continue // the tables grow to their size
		}
		flat, plain, goMap = append(flat, f), append(plain, p), append(goMap, m)
		flatHolds, holds = append(flatHolds, fh), append(holds, ph)
	}
	t := newTable(w, "measured", "median", "best", "against", "median ratio")
	t.row("bare loop over a flat table", perSecond(flat.median()), perSecond(flat.best()), "", "")
	t.row("ledger", perSecond(plain.median()), perSecond(plain.best()), "bare loop", ratio(plain, flat))
	t.row("ledger, holds and posts", perSecond(holds.median()), perSecond(holds.best()), "bare loop", ratio(holds, flatHolds))
	t.row("ledger of Go maps", perSecond(goMap.median()), perSecond(goMap.best()), "", "")
	t.row("ledger", perSecond(plain.median()), "", "Go maps", ratio(plain, goMap))
	if err := t.flush(); err != nil {
		return err
	}
	b.memory(w)
	return b.freeze(w)
}

func newCoreBench(o CoreOptions) *coreBench {
	b := &coreBench{options: o, random: rand.New(rand.NewPCG(o.Seed, 0))}
	config := ledger.DefaultConfig()
	config.HashKey = b.random.Uint64()
	config.Window, config.Skew = int64(coreWindow), int64(time.Second)
	b.ledger = ledger.New(config)
	b.ledger.Advance(coreStart * 1_000_000)
	b.flat = newFlatTable(o.Accounts)
	b.goMap = newMapLedger(o.Accounts)
	b.ids = make([]ledger.ID, o.Accounts)
	for i := range b.ids {
		b.ids[i] = ledger.ID{Hi: b.random.Uint64(), Lo: b.random.Uint64()}
		b.ledger.Open(ledger.Account{ID: b.ids[i], Asset: usd})
		b.flat.open(b.ids[i])
		b.goMap.open(b.ids[i])
	}
	return b
}

// now is the time in nanoseconds at which the next id is made.
func (b *coreBench) now() int64 { return (coreStart + int64(b.serial/coreIDsPerMilli)) * 1_000_000 }

func (b *coreBench) nextID() ledger.ID {
	millis := uint64(coreStart) + b.serial/coreIDsPerMilli
	b.serial++
	return ledger.ID{Hi: millis<<16 | b.random.Uint64N(1<<16), Lo: b.random.Uint64()}
}

// generate encodes a stream of transfers between random accounts: plain ones,
// or pairs of a hold and, some transfers later, its post in part.
func (b *coreBench) generate(holds bool) {
	const apart = 50 // pairs that are open at the same time
	n := b.options.Transfers
	b.stream = b.stream[:0]
	var one [ledger.TransferSize]byte
	var open []ledger.Transfer
	for i := range n {
		var t ledger.Transfer
		if holds && (len(open) > apart || (i%2 == 1 && len(open) > 0) || n-i <= len(open)) {
			h := open[0]
			open = open[1:]
			t = ledger.Transfer{ID: b.nextID(), Hold: h.ID, Amount: money.Units(1 + h.Amount.Lo/2), Flags: ledger.Post}
			// The bare loop knows no holds: it is given the accounts.
			t.Debit, t.Credit, t.Asset = h.Debit, h.Credit, usd
		} else {
			debit := b.random.IntN(len(b.ids))
			credit := (debit + 1 + b.random.IntN(len(b.ids)-1)) % len(b.ids)
			t = ledger.Transfer{ID: b.nextID(), Debit: b.ids[debit], Credit: b.ids[credit], Amount: money.Units(1 + b.random.Uint64N(1<<30)), Asset: usd}
			if holds {
				t.Flags, t.Deadline = ledger.Pending, b.now()+int64(10*time.Minute)
				open = append(open, t)
			}
		}
		t.Put(one[:])
		b.stream = append(b.stream, one[:]...)
	}
}

// round runs one stream through the ledger and the yardsticks and gives their
// rates a second.
func (b *coreBench) round(holds bool) (flat, plain, goMap float64, err error) {
	begin := b.now()
	b.generate(holds)
	runtime.GC()
	flat = b.rate(func(part []byte) { b.flat.apply(part) })
	at, step := begin, (b.now()-begin)*int64(b.options.Batch)/int64(b.options.Transfers)
	plain = b.rate(func(part []byte) {
		at += step
		b.ledger.Advance(at)
		b.out = b.ledger.TransfersWire(part, b.out[:0])
		b.ledger.ClearDerived()
		if err == nil {
			err = accepted(b.out)
		}
	})
	if !holds {
		goMap = b.rate(func(part []byte) { b.goMap.apply(part) })
	}
	return flat, plain, goMap, err
}

// rate applies the stream batch by batch and gives transfers a second of
// computing time. Each batch is copied before its time counts, so that it lies
// in the cache as one does that has just arrived.
func (b *coreBench) rate(apply func(part []byte)) float64 {
	size := b.options.Batch * ledger.TransferSize
	var busy time.Duration
	for first := 0; first < len(b.stream); first += size {
		b.part = append(b.part[:0], b.stream[first:min(first+size, len(b.stream))]...)
		begin := processTime()
		apply(b.part)
		busy += processTime() - begin
	}
	return float64(b.options.Transfers) / busy.Seconds()
}

// processTime is the time that all threads of the process have computed, the
// garbage collector's included. On a shared machine it tells what a core
// achieves better than a clock does.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // the arguments are constants
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (b *coreBench) memory(w io.Writer) {
	s := b.ledger.Stats()
	fmt.Fprintf(w, "memory: %.0f bytes an account (%.0f of them index), %.1f MB a million remembered transfers (%.1f of them index)\n",
		float64(s.AccountBytes+s.AccountIndexBytes)/float64(s.Accounts), float64(s.AccountIndexBytes)/float64(s.Accounts),
		float64(s.IDBytes+s.IDIndexBytes)/float64(s.IDs), float64(s.IDIndexBytes)/float64(s.IDs))
}

// freeze tells what a snapshot costs: the freeze itself, and how much slower
// transfers are while a view is being written beside them.
func (b *coreBench) freeze(w io.Writer) error {
	b.generate(false)
	begin := time.Now()
	view := b.ledger.Freeze()
	took := time.Since(begin)
	written := make(chan error, 1)
	var size int64
	var writing time.Duration
	go func() {
		begin := time.Now()
		var err error
		size, err = view.WriteTo(io.Discard)
		writing = time.Since(begin)
		written <- err
	}()
	var longest latencies
	transfersBegin := time.Now()
	b.rate(func(part []byte) {
		begin := time.Now()
		b.out = b.ledger.TransfersWire(part, b.out[:0])
		longest.add(time.Since(begin))
	})
	rate := float64(b.options.Transfers) / time.Since(transfersBegin).Seconds()
	err := <-written
	fmt.Fprintf(w, "freeze: %v; %.0f MB written in %v; transfers meanwhile %s, a batch p50 %.1f ms, longest %.1f ms\n",
		took.Round(time.Microsecond), float64(size)/1e6, writing.Round(time.Millisecond), perSecond(rate),
		longest.p50()*1e3, longest.quantile(1)*1e3)
	return err
}
