package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/core/clearing"
	"aidollar/journal"
	"aidollar/node"
)

// NodeOptions say what Node measures.
type NodeOptions struct {
	Dir      string // where the journal is written; its disk is what is measured
	Accounts int
	Rounds   int
	Span     time.Duration // of each measurement
	Seed     uint64
	Postgres bool // measure PostgreSQL beside it
}

// Clients of the measurements.
const (
	producers       = 4    // that submit large batches at once
	callers         = 1000 // that submit single transfers at once
	postgresClients = 32
)

// Node measures the node from the machine alone to single durable transfers,
// each beside its yardstick in alternating rounds.
func Node(ctx context.Context, w io.Writer, o NodeOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "node: %d accounts, %d rounds of %s, seed %d, journal on %s\n", o.Accounts, o.Rounds, o.Span, o.Seed, o.Dir)
	b := &nodeBench{options: o, cold: &crowd{accounts: o.Accounts}}
	b.machine = clearing.New(clearing.DefaultConfig())
	if err := b.cold.openIn(b.machine); err != nil {
		return err
	}
	b.node, err = node.Open(node.Options{Journal: journal.Options{Dir: filepath.Join(o.Dir, "journal"), Logger: quiet}, Machine: clearing.DefaultConfig()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.node.Close()) }()
	if err := b.cold.openAt(ctx, b.node); err != nil {
		return err
	}
	if o.Postgres {
		if b.postgres, err = startPostgres(ctx, o.Dir, o.Accounts, postgresClients); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, b.postgres.stop()) }()
	}
	return b.run(ctx, w)
}

type nodeBench struct {
	options  NodeOptions
	cold     *crowd
	machine  *clearing.Machine
	node     *node.Node
	postgres *postgres
}

func (b *nodeBench) run(ctx context.Context, w io.Writer) error {
	var core, durable, hot, sql, singles, lone, disk series
	steps := []step{
		{&core, b.core},
		{&durable, func(seed uint64) (float64, error) { return b.durable(ctx, b.cold, seed) }},
		{&hot, func(seed uint64) (float64, error) { return b.durable(ctx, b.hotCrowd(), seed) }},
		{&singles, func(seed uint64) (float64, error) { rate, _, err := b.singles(ctx, callers, seed); return rate, err }},
		{&disk, func(uint64) (float64, error) { return b.disk() }},
		{&lone, func(seed uint64) (float64, error) { _, l, err := b.singles(ctx, 1, seed); return l.p50(), err }},
	}
	if b.postgres != nil {
		steps = append(steps, step{&sql, func(seed uint64) (float64, error) {
			return b.postgres.rate(ctx, b.options.Accounts, postgresClients, seed, b.options.Span)
		}})
	}
	if err := alternate(b.options.Rounds, b.options.Seed, steps); err != nil {
		return err
	}
	table := newTable(w, "measured", "median", "best", "against", "median ratio")
	table.row("machine alone, batches of 8,190", perSecond(core.median()), perSecond(core.best()), "", "")
	table.row("durable, batches of 8,190", perSecond(durable.median()), perSecond(durable.best()), "machine alone", ratio(durable, core))
	table.row("durable, one hot account", perSecond(hot.median()), perSecond(hot.best()), "cold accounts", ratio(hot, durable))
	if b.postgres != nil {
		table.row("PostgreSQL, two rows, 32 clients", perSecond(sql.median()), perSecond(sql.best()), "", "")
		table.row("durable, batches of 8,190", perSecond(durable.median()), "", "PostgreSQL", ratio(durable, sql))
		table.row("1,000 callers, one durable transfer each", perSecond(singles.median()), perSecond(singles.best()), "PostgreSQL", ratio(singles, sql))
	} else {
		table.row("1,000 callers, one durable transfer each", perSecond(singles.median()), perSecond(singles.best()), "", "")
	}
	table.row("disk: 4 KB written and synced, p50", micros(disk.median()), micros(disk.least()), "", "")
	table.row("a lone caller, p50", micros(lone.median()), micros(lone.least()), "disk", ratio(lone, disk))
	return table.flush()
}

func (b *nodeBench) hotCrowd() *crowd {
	c := &crowd{accounts: b.options.Accounts, hot: true}
	// Ids go on where the others are, so that none comes twice.
	c.serial.Store(b.cold.serial.Add(1 << 32))
	return c
}

// core applies batches without a log.
func (b *nodeBench) core(seed uint64) (float64, error) {
	random := rand.New(rand.NewPCG(seed, 0))
	var transfers, record []byte
	var done int
	var busy time.Duration
	for busy < b.options.Span {
		transfers = b.cold.batch(transfers, clearing.TransfersMax, random)
		record = clearing.AppendCommand(clearing.AppendHeader(record[:0], time.Now().UnixNano()), clearing.TransfersWire(transfers))
		begin := time.Now()
		answers, err := b.machine.Apply(record, nil)
		busy += time.Since(begin)
		if err != nil {
			return 0, err
		}
		if err := accepted(answers[0].Outcomes); err != nil {
			return 0, err
		}
		done += len(answers[0].Outcomes)
	}
	return float64(done) / busy.Seconds(), nil
}

// durable submits batches from a few producers. The batches are made before the
// clock starts, as a client elsewhere would make them.
func (b *nodeBench) durable(ctx context.Context, c *crowd, seed uint64) (float64, error) {
	const perProducer = 64
	batches := make([][][]byte, producers)
	for p := range batches {
		random := rand.New(rand.NewPCG(seed, uint64(p)))
		for range perProducer {
			batches[p] = append(batches[p], c.batch(nil, clearing.TransfersMax, random))
		}
	}
	return rateOf(producers, perProducer*clearing.TransfersMax, func(p int) error {
		for _, batch := range batches[p] {
			outcomes, err := b.node.Transfers(ctx, batch)
			if err == nil {
				err = accepted(outcomes)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// singles has callers submit one transfer after the other and gives their rate
// and latencies.
func (b *nodeBench) singles(ctx context.Context, callers int, seed uint64) (float64, *latencies, error) {
	var all sync.WaitGroup
	var done atomic.Uint64
	errs := make([]error, callers)
	times := make([]latencies, callers)
	begin := time.Now()
	for caller := range callers {
		all.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(caller)))
			for time.Since(begin) < b.options.Span {
				transfer := b.cold.batch(nil, 1, random)
				sent := time.Now()
				outcomes, err := b.node.Transfers(ctx, transfer)
				times[caller].add(time.Since(sent))
				if err == nil {
					err = accepted(outcomes)
				}
				if err != nil {
					errs[caller] = err
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	rate := float64(done.Load()) / time.Since(begin).Seconds()
	merged := &latencies{}
	for i := range times {
		merged.merge(&times[i])
	}
	return rate, merged, errors.Join(errs...)
}

// disk writes and syncs 4 KB at a time into a file that is there already, and
// gives the p50 in seconds.
func (b *nodeBench) disk() (p50 float64, err error) {
	const size, blocks = 4096, 2048
	path := filepath.Join(b.options.Dir, "disk")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(path)) }()
	if _, err := f.Write(make([]byte, size*blocks)); err != nil {
		return 0, err
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	block := make([]byte, size)
	var l latencies
	for i := range blocks {
		begin := time.Now()
		if _, err := f.WriteAt(block, int64(i)*size); err != nil {
			return 0, err
		}
		if err := syncData(f); err != nil {
			return 0, err
		}
		l.add(time.Since(begin))
		if time.Duration(l.sum) > b.options.Span {
			break
		}
	}
	return l.p50(), nil
}
