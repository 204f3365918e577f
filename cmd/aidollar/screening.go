package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/review"
	"aidollar/core/settlement"
	"aidollar/node"
	"aidollar/pay/x402/till"
	"aidollar/rules/identity"
	"aidollar/rules/lists"
	"aidollar/rules/screen"

	"github.com/ethereum/go-ethereum/common"
)

// screening holds parties against lists. A party's review is opened in the record that
// makes it a party, so that nothing is served to it before somebody has looked.
type screening struct {
	node       *node.Node
	log        *slog.Logger
	persons    *identity.Store // nil: no identities are kept
	files      []string
	thresholds screen.Thresholds

	// entering is held for reading from the screening of a party until it is one, so that
	// none is screened by old lists behind the screening of all by new ones.
	entering sync.RWMutex
	set      *screen.Set
	days     map[string]int32 // of which the lists are, by file
	fresh    bool             // the lists are new since the look before; of watch alone

	stop chan struct{}
	done chan struct{}
}

// openScreening loads the lists and holds everybody against them. Lists that cannot be
// read keep the house from starting: it would clear everybody.
func (p *program) openScreening(ctx context.Context) error {
	c := p.config.Screening
	if len(c.Lists) == 0 {
		return nil
	}
	s := &screening{
		node: p.node, log: p.log, persons: p.persons, files: c.Lists, stop: make(chan struct{}), done: make(chan struct{}),
		thresholds: screen.Thresholds{Hit: cmp.Or(c.Hit, screen.DefaultThresholds.Hit), Near: cmp.Or(c.Near, screen.DefaultThresholds.Near)},
	}
	if err := s.thresholds.Check(); err != nil {
		return fmt.Errorf("screening: %w", err)
	}
	set, err := screen.Load(s.files)
	if err != nil {
		return fmt.Errorf("screening: %w", err)
	}
	s.use(set)
	if err := s.all(ctx); err != nil {
		return fmt.Errorf("screening: %w", err)
	}
	p.screening = s
	go s.watch(cmp.Or(c.Every, config.ScreeningEveryDefault))
	return nil
}

// use has parties held against other lists from now on.
func (s *screening) use(set *screen.Set) {
	days := map[string]int32{}
	for _, l := range set.Lists {
		for _, file := range l.Files {
			days[file] = dayOf(l)
		}
	}
	s.entering.Lock()
	defer s.entering.Unlock()
	s.set, s.days = set, days
}

// dayOf is the day of a list: as it says, or when its file was written.
func dayOf(l *lists.List) int32 {
	const day = 24 * time.Hour
	at := l.Changed
	if d := l.Published; d.Day != 0 {
		at = time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	}
	return int32(at.UnixNano() / int64(day))
}

// watch looks at times whether the files changed.
func (s *screening) watch(every time.Duration) {
	defer close(s.done)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
			if err := s.again(context.Background()); err != nil {
				s.log.Error("the lists cannot be read anew; parties are held against the ones before", "error", err)
			}
		}
	}
}

// again loads the files, and holds everybody against them where they are others.
func (s *screening) again(ctx context.Context) error {
	set, err := screen.Load(s.files)
	if err != nil {
		return err
	}
	s.entering.RLock()
	same := set.Digest() == s.set.Digest()
	s.entering.RUnlock()
	if !same {
		s.use(set)
	}
	if same && !s.fresh {
		return nil
	}
	s.fresh = !same
	return s.all(ctx)
}

// all holds every party against the lists. What was found before is not asked again.
func (s *screening) all(ctx context.Context) error {
	var parties []clearing.Party
	var paid map[ledger.ID][]settlement.Address
	s.node.View(func(m *clearing.Machine) {
		paid = payees(m)
		m.Parties(func(p clearing.Party) bool {
			parties = append(parties, p)
			return true
		})
	})
	found := 0
	for _, p := range parties {
		s.entering.RLock()
		commands := s.commands(p)
		for _, to := range paid[p.ID] {
			commands = append(commands, s.paidAt(p, to)...)
		}
		s.entering.RUnlock()
		if len(commands) == 0 {
			continue
		}
		answers, err := s.node.Submit(ctx, commands...)
		if err != nil {
			return err
		}
		for i := range answers {
			if refusal := answers[i].Refusal; refusal != "" {
				return fmt.Errorf("party %s is like a listed one, and that cannot be put before anybody: %s", p.ID, clearing.Sentence(refusal))
			}
		}
		found++
	}
	near, err := s.identities()
	if err != nil {
		return err
	}
	for _, c := range near {
		answer, err := s.node.Do(ctx, c)
		switch {
		case err != nil:
			return err
		case answer.Refusal != "" && answer.Refusal != "party_unknown": // a party that the log does not know does nothing
			return fmt.Errorf("an identity is like a listed one, and that cannot be put before anybody: %s", clearing.Sentence(answer.Refusal))
		}
		found++
	}
	s.log.Info("parties were held against the lists", "parties", len(parties), "like_listed_ones", found, "digest", fmt.Sprintf("%x", s.set.Digest()))
	return nil
}

// party gives the commands that belong behind the one that makes somebody a party, in the
// same record, and what is called once that is carried out. Without lists there are none.
func (s *screening) party(p clearing.Party) (commands []clearing.Command, entered func()) {
	if s == nil {
		return nil, func() {}
	}
	s.entering.RLock()
	return s.commands(p), s.entering.RUnlock
}

// wallet is party for a wallet that pays. It may be entered a moment behind the screening
// of all by new lists, which is therefore made twice.
func (s *screening) wallet(p clearing.Party) []clearing.Command {
	commands, entered := s.party(p)
	entered()
	return commands
}

func (s *screening) commands(p clearing.Party) []clearing.Command {
	c := review.Content{Kind: review.Screening, Party: p.ID, Name: p.Name}
	if wallet, ok := till.WalletNamed(p.Name); ok {
		s.address(&c, wallet)
	} else {
		s.name(&c, p.Name)
	}
	if len(c.Matches) == 0 {
		return nil
	}
	return []clearing.Command{clearing.OpenReview{ID: newID(), Content: c}}
}

// address looks for the very address on the lists.
func (s *screening) address(c *review.Content, wallet till.Wallet) {
	for _, e := range s.set.Address(common.Address(wallet.Address).Hex()) {
		c.Hit, c.Text = true, "the wallet's address is on a list"
		s.match(c, e, e.Names[0].Text, 1)
	}
}

// name looks for names like one. A name that cannot be compared is put before a person:
// nobody is clear because he writes himself in signs.
func (s *screening) name(c *review.Content, name string) {
	matches, err := s.set.Screen(screen.Subject{Name: name}, s.thresholds)
	if err != nil {
		c.Text = "the name cannot be held against the lists: " + err.Error()
		c.Matches = []review.Match{{Entry: "none/uncompared", Name: name, List: "none"}}
		return
	}
	for i := range matches {
		m := &matches[i]
		c.Hit = c.Hit || m.Verdict == screen.Hit
		s.match(c, m.Entry, m.Name.Text, m.Score)
		if i == 0 {
			c.Text = cut("score "+fmt.Sprintf("%.3f", m.Score)+": "+strings.Join(m.Reasons, "; "), review.TextMax)
		}
	}
}

func (s *screening) match(c *review.Content, e *lists.Entry, name string, score float64) {
	if len(c.Matches) < review.MatchesMax {
		c.Matches = append(c.Matches, review.Match{
			Entry: cut(e.ID(), review.EntityMax), Name: cut(name, review.NameMax), Score: uint16(score*review.ScoreWhole + 0.5), List: cut(cmp.Or(e.Source, e.List), review.NameMax), Day: s.days[e.File],
		})
	}
}

// cut shortens a text to a number of bytes.
func cut(text string, most int) string {
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}

// close ends the looks at the files.
func (s *screening) close() {
	close(s.stop)
	<-s.done
}
