package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"time"

	"aidollar/core/clearing"
	"aidollar/journal"
	"aidollar/node"
)

// RestartOptions say what Restart measures.
type RestartOptions struct {
	Dir       string
	Accounts  int
	Transfers int
	Seed      uint64
}

// snapshotCallers submit single transfers while a snapshot is taken.
const snapshotCallers = 64

// Restart fills a node with transfers, measures what its callers notice of a
// snapshot, and how long a start takes from that snapshot and from the log
// alone.
func Restart(ctx context.Context, w io.Writer, o RestartOptions) error {
	Facts(w)
	fmt.Fprintf(w, "restart: %d accounts, %d transfers, seed %d, journal on %s\n", o.Accounts, o.Transfers, o.Seed, o.Dir)
	open := func() (*node.Node, error) {
		return node.Open(node.Options{
			Journal: journal.Options{Dir: filepath.Join(o.Dir, "journal"), SnapshotEvery: journal.SnapshotNever, Logger: quiet},
			Machine: clearing.DefaultConfig(),
		})
	}
	b := &nodeBench{options: NodeOptions{Dir: o.Dir, Accounts: o.Accounts, Span: 5 * time.Second, Seed: o.Seed}, cold: &crowd{accounts: o.Accounts}}
	var err error
	if b.node, err = open(); err != nil {
		return err
	}
	if err := b.fill(ctx, o.Transfers); err != nil {
		return errors.Join(err, b.node.Close())
	}
	if err := b.node.Close(); err != nil {
		return err
	}
	begin := time.Now()
	if b.node, err = open(); err != nil {
		return err
	}
	fromLog := time.Since(begin)
	if err := b.snapshotNoticed(ctx, w); err != nil {
		return errors.Join(err, b.node.Close())
	}
	if err := b.node.Close(); err != nil {
		return err
	}
	begin = time.Now()
	if b.node, err = open(); err != nil {
		return err
	}
	fmt.Fprintf(w, "start from the log alone: %.1f s; from the snapshot: %.1f s\n", fromLog.Seconds(), time.Since(begin).Seconds())
	return b.node.Close()
}

func (b *nodeBench) fill(ctx context.Context, transfers int) error {
	if err := b.cold.openAt(ctx, b.node); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(b.options.Seed, 0))
	var batch []byte
	for done := 0; done < transfers; done += clearing.TransfersMax {
		batch = b.cold.batch(batch, min(clearing.TransfersMax, transfers-done), random)
		outcomes, err := b.node.Transfers(ctx, batch)
		if err == nil {
			err = accepted(outcomes)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// snapshotNoticed compares the latencies of single transfers beside a snapshot
// with those without one.
func (b *nodeBench) snapshotNoticed(ctx context.Context, w io.Writer) error {
	_, quiet, err := b.singles(ctx, snapshotCallers, b.options.Seed)
	if err != nil {
		return err
	}
	taken := make(chan error, 1)
	var lasted time.Duration
	go func() {
		begin := time.Now()
		err := b.node.Snapshot()
		lasted = time.Since(begin)
		taken <- err
	}()
	_, beside, err := b.singles(ctx, snapshotCallers, b.options.Seed+1)
	if err = errors.Join(err, <-taken); err != nil {
		return err
	}
	t := newTable(w, "64 callers, single transfers", "p50", "p99", "worst")
	t.row("without a snapshot", micros(quiet.p50()), micros(quiet.quantile(.99)), micros(quiet.quantile(1)))
	t.row(fmt.Sprintf("beside a snapshot of %.1f s", lasted.Seconds()), micros(beside.p50()), micros(beside.quantile(.99)), micros(beside.quantile(1)))
	return t.flush()
}
