package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"aidollar/books"
	"aidollar/config"
	"aidollar/journal"
	"aidollar/node"
)

// open opens the node and those that follow it.
func (p *program) open(ctx context.Context) error {
	if err := p.openEvents(); err != nil {
		return err
	}
	if err := p.openFollowed(ctx); err != nil {
		return err
	}
	return p.healEvents(ctx)
}

// openFollowed opens the books and the node that tells them what it does. Books
// that lack records which the node will not tell again, because a snapshot
// stands for them, are written anew from the log.
func (p *program) openFollowed(ctx context.Context) error {
	err := p.openBooks()
	if err == nil {
		err = p.openNode(p.books)
	}
	if err == nil {
		err = p.complete(ctx)
	}
	if !errors.Is(err, books.ErrGap) && !errors.Is(err, books.ErrOld) {
		return err
	}
	p.log.Warn("the books are written anew from the log; this takes a while", "books", p.config.Books, "reason", err)
	start := time.Now()
	seq, err := p.heal(ctx)
	if err != nil {
		return fmt.Errorf("the books %s lack records and cannot be written anew: %w", p.config.Books, err)
	}
	p.log.Warn("the books were written anew", "books", p.config.Books, "record", seq, "seconds", time.Since(start).Seconds())
	if err := p.openBooks(); err != nil {
		return err
	}
	if err := p.openNode(p.books); err != nil {
		return err
	}
	return p.complete(ctx)
}

// openBooks opens the books. What the file holds instead of books is never
// overwritten without the operator's word.
func (p *program) openBooks() (err error) {
	p.books, err = books.Open(p.config.Books, p.log)
	switch {
	case err == nil, errors.Is(err, books.ErrOld), errors.Is(err, books.ErrNew), errors.Is(err, books.ErrForeign):
		return err
	}
	return fmt.Errorf("%w; if the file is damaged, the log has everything: %s", err, rebuildAdvice(p.config))
}

func rebuildAdvice(c *config.Server) string {
	advice := "aidollar books rebuild --data " + c.Data
	switch {
	case books.IsURL(c.Books):
		advice += " --file '" + c.Books + "'"
	case filepath.Clean(c.Books) != filepath.Join(c.Data, booksFile):
		advice += " --file " + c.Books
	}
	return advice
}

func (p *program) openNode(reader *books.Books) (err error) {
	o := node.Options{
		Journal: journal.Options{
			Dir:           filepath.Join(p.config.Data, journalFolder),
			SnapshotEvery: p.config.Snapshots.Every, SnapshotKeep: int(p.config.Snapshots.Keep), Logger: p.log,
		},
		Machine: machineConfig(),
		Logger:  p.log,
	}
	if reader != nil {
		o.Reader = followers{reader, p.events, &p.payments}
	}
	p.node, err = node.Open(o)
	return err
}

// complete makes sure that the books have what the log has: no less, which
// would be a gap in them, and no more, which would be another log.
func (p *program) complete(ctx context.Context) error {
	position := p.books.Position()
	seq, _ := p.node.Position()
	if position > seq {
		return fmt.Errorf("the books %s stand at record %d, the log ends with %d: the log was replaced by an older one, or the books are another house's; put the right ones together, or, if the log is right: %s",
			p.config.Books, position, seq, rebuildAdvice(p.config))
	}
	return p.books.Visible(ctx, seq)
}

// heal writes the books anew while the node holds the log's lock, and closes
// both.
func (p *program) heal(ctx context.Context) (seq uint64, err error) {
	if p.books != nil {
		// What it says is why we are here.
		_ = p.books.Close()
		p.books = nil
	}
	if p.node == nil {
		if err := p.openNode(nil); err != nil {
			return 0, err
		}
	}
	seq, err = books.Rebuild(ctx, p.config.Books, machineConfig(), p.node.Records, p.log)
	err = errors.Join(err, p.node.Close())
	p.node = nil
	return seq, err
}
