package crash_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/journal"
	"aidollar/node"
)

func journalOf(dir string) string { return filepath.Join(dir, "journal") }
func booksOf(dir string) string   { return filepath.Join(dir, "books.sqlite") }

// options have small segments and frequent snapshots, so that rotations and
// snapshots are going on at any moment.
func options(dir string) journal.Options {
	return journal.Options{Dir: journalOf(dir), SnapshotEvery: 80 << 10, SnapshotKeep: 3, SegmentSize: journal.SegmentSizeMin, Logger: quiet}
}

// house is a node with books, as the program has them.
type house struct {
	node  *node.Node
	books *books.Books
}

func openHouse(dir string, o journal.Options) (*house, error) {
	b, err := books.Open(booksOf(dir), nil)
	if err != nil {
		return nil, err
	}
	n, err := node.Open(node.Options{Journal: o, Machine: clearing.DefaultConfig(), Reader: b, Logger: quiet})
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return &house{n, b}, nil
}

func (h *house) close() error { return errors.Join(h.node.Close(), h.books.Close()) }

// state is the last record that the running machine applied and its digest.
func (h *house) state() (seq uint64, digest [32]byte, err error) {
	h.node.View(func(m *clearing.Machine) {
		seq = m.Applied()
		digest, err = digestOf(m.Freeze())
	})
	return seq, digest, err
}

// visit opens the house once more in this process, lets f ask it something, and
// leaves it in order; the auditor remembers the state it had.
func (a *auditor) visit(ctx context.Context, dir string, f func(*site) error) error {
	h, err := openHouse(dir, options(dir))
	if err != nil {
		return fmt.Errorf("restart: %w", err)
	}
	err = f(&site{node: h.node, recorder: a.begin()})
	seq, digest, stateErr := h.state()
	a.digests[seq] = digest
	return errors.Join(err, stateErr, h.books.Visible(ctx, seq), h.close())
}
