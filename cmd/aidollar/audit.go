package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/journal"

	"github.com/spf13/cobra"
)

func auditCommand() *cobra.Command {
	var asJSON bool
	var signers []string
	var o auditOptions
	c := &cobra.Command{
		Use:   "audit DIR",
		Short: "Check a data directory off-line, without changing it",
		Long: `Check a data directory while no server uses it: that no record of the log is missing
or changed (sequence, checksums, hash chain), that a replay of the log from its first
record leads to the state of every snapshot (digests), and that the books it leads to
add up: debits equal credits for each asset, no account is beyond its limits, what is
pending is what the open holds hold, and what refunds and disputes say of a call, and
return of it, is what the log has of that call. Under rules, that sets are signed as they
say (and by a key of --signer, if there is one), that each call was served where its
decision allows it and each payment, payout and deposit has one that does, and that the books' sets,
facts, decisions, quotas and sales are those that the log makes. It says exactly where something breaks
and then exits with 1.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{errors.New("audit takes one data directory: aidollar audit DIR")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.signers, err = signersOf(signers); err != nil {
				return err
			}
			a := audit(args[0], o)
			if asJSON {
				if err := json.NewEncoder(cmd.OutOrStdout()).Encode(a); err != nil {
					return err
				}
			} else if err := a.print(cmd.OutOrStdout()); err != nil {
				return err
			}
			if len(a.Breaks) > 0 {
				return fmt.Errorf("%s does not pass the audit: %d findings", args[0], len(a.Breaks))
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringArrayVar(&signers, "signer", nil, "Ed25519 public key, in hexadecimal, of who may sign sets of rules; then every set must be signed by one; may be repeated")
	c.Flags().StringVar(&o.books, "books", "", "file of the books, or URL of their PostgreSQL database, to hold against the log; "+booksFile+" in DIR when left out, if it is there")
	return c
}

// auditOptions say what a log is held against beside itself.
type auditOptions struct {
	signers [][32]byte // of rules; none: they need no signature
	books   string     // path or URL; empty: those in the directory, if there are any
}

// auditReport is what an audit found.
type auditReport struct {
	Directory string          `json:"directory"`
	Segments  int             `json:"segments"`
	Records   uint64          `json:"records"`
	FirstSeq  uint64          `json:"first_record"`
	LastSeq   uint64          `json:"last_record"`
	Hash      string          `json:"chain_hash"`
	Replayed  bool            `json:"replayed"`
	Digest    string          `json:"state_digest,omitempty"`
	Accounts  uint64          `json:"accounts"`
	Holds     uint64          `json:"open_holds"`
	Calls     int             `json:"open_calls"`
	Sets      uint64          `json:"rule_sets"`
	Decisions uint64          `json:"decisions"`
	Served    uint64          `json:"calls_under_rules"`
	Sales     uint64          `json:"sales"`
	Compared  uint64          `json:"books_up_to_record"` // that sets, facts, decisions, quotas and sales were compared in; 0: there were no books
	Snapshots []auditSnapshot `json:"snapshots"`
	Notes     []string        `json:"notes"`
	Breaks    []string        `json:"breaks"`
}

type auditSnapshot struct {
	File   string `json:"file"`
	Seq    uint64 `json:"record"`
	Digest string `json:"state_digest"`
	Agrees bool   `json:"agrees"`
}

// journalDir accepts a data directory and the journal's own.
func journalDir(dir string) string {
	if inner := filepath.Join(dir, journalFolder); isDir(inner) {
		return inner
	}
	return dir
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// audit walks the log twice: first for its own sake, which also tells where the
// snapshots stand, then to replay it. What is broken is not replayed.
func audit(dir string, o auditOptions) *auditReport {
	a := &auditReport{Directory: dir, Notes: []string{}, Breaks: []string{}, Snapshots: []auditSnapshot{}}
	if o.books == "" {
		if file := filepath.Join(dir, booksFile); isFile(file) {
			o.books = file
		}
	}
	dir = journalDir(dir)
	named := map[ledger.ID]bool{} // calls of which something was asked back
	found, err := journal.Check(dir, func(r journal.Record) error {
		clearing.SalesNamed(r.Payload, func(call ledger.ID) { named[call] = true })
		return nil
	})
	a.Segments, a.Records, a.FirstSeq, a.LastSeq = found.Segments, found.Records, found.FirstSeq, found.LastSeq
	a.Hash = hex.EncodeToString(found.LastHash[:])
	if found.Torn != nil {
		a.note("%s: %d bytes at offset %d were being written when the program stopped; nobody was told that they were safe, and the next start cuts them off", found.Torn.File, found.Torn.Bytes, found.Torn.Offset)
	}
	if err != nil {
		a.breaks(err)
		return a
	}
	if found.Records > 0 && found.FirstSeq != 1 {
		a.note("the log begins with record %d, so the state cannot be replayed from the beginning; only the chain was checked", found.FirstSeq)
		return a
	}
	a.replay(dir, found.Snapshots, named, o)
	return a
}

func (a *auditReport) note(format string, args ...any) {
	a.Notes = append(a.Notes, fmt.Sprintf(format, args...))
}

// breaks takes joined errors apart.
func (a *auditReport) breaks(err error) {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, e := range joined.Unwrap() {
			a.breaks(e)
		}
		return
	}
	a.Breaks = append(a.Breaks, err.Error())
}

func (a *auditReport) replay(dir string, snapshots []journal.SnapshotReport, named map[ledger.ID]bool, o auditOptions) {
	machine := clearing.New(clearing.DefaultConfig())
	facts := newRulesAudit(newRecourseAudit(machine, named, func(format string, args ...any) { a.Breaks = append(a.Breaks, fmt.Sprintf(format, args...)) }), o.signers)
	if o.books != "" {
		if err := facts.hold(o.books); err != nil {
			a.breaks(fmt.Errorf("the books cannot be held against the log: %w", err))
		}
	}
	_, err := journal.Check(dir, func(r journal.Record) error {
		facts.seq = r.Seq
		if _, err := machine.Apply(r.Payload, nil); err != nil {
			return fmt.Errorf("record %d cannot be applied: %w", r.Seq, err)
		}
		facts.applied()
		for _, s := range snapshots {
			if s.Seq == r.Seq {
				a.compare(machine, s)
			}
		}
		return nil
	})
	if err != nil {
		if facts.held != nil {
			_ = facts.held.Close() // the log's break is what is told
		}
		a.breaks(err)
		return
	}
	a.Replayed = true
	a.ruled(facts)
	view := machine.Freeze()
	digest, err := digestOf(view)
	if err != nil {
		a.breaks(err)
		return
	}
	a.Digest = digest
	stats := machine.Ledger().Stats()
	a.Accounts, a.Holds, a.Calls = stats.Accounts, stats.Holds, machine.OpenCalls()
	for _, b := range view.Check() {
		a.Breaks = append(a.Breaks, b.String())
	}
	machine.Calls(func(c *payment.Call) bool {
		for _, want := range machine.CallHolds(c) {
			if h, ok := machine.Ledger().Hold(want.ID); !ok || h.Amount != want.Amount || h.Debit != want.Debit || h.Credit != want.Credit {
				a.Breaks = append(a.Breaks, fmt.Sprintf("call_without_hold: call %s reserved %s of the account %s, and no open hold has that", c.ID, want.Amount, want.Debit))
			}
		}
		return true
	})
}

// ruled takes over what was found of rules.
func (a *auditReport) ruled(r *rulesAudit) {
	notes, err := r.end(a.LastSeq)
	if err != nil {
		a.breaks(fmt.Errorf("the books cannot be held against the log: %w", err))
	}
	a.Notes = append(a.Notes, notes...)
	a.Sets, a.Decisions, a.Served, a.Sales = r.sets, r.decisions, r.served, r.sales
	if r.held != nil {
		a.Compared = min(r.held.Position, a.LastSeq)
	}
}

func digestOf(v *clearing.View) (string, error) {
	if _, err := v.WriteTo(io.Discard); err != nil {
		return "", err
	}
	digest := v.Digest()
	return hex.EncodeToString(digest[:]), nil
}

// compare holds a snapshot's digest against the replayed state.
func (a *auditReport) compare(m *clearing.Machine, s journal.SnapshotReport) {
	digest, err := digestOf(m.Freeze())
	if err != nil {
		a.breaks(err)
		return
	}
	found := auditSnapshot{File: s.File, Seq: s.Seq, Digest: hex.EncodeToString(s.Digest[:])}
	found.Agrees = found.Digest == digest
	a.Snapshots = append(a.Snapshots, found)
	if !found.Agrees {
		a.Breaks = append(a.Breaks, fmt.Sprintf("digest_differs: %s says that the state after record %d is %s; a replay leads to %s", s.File, s.Seq, found.Digest, digest))
	}
}

func (a *auditReport) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "directory\t%s\n", a.Directory)
	fmt.Fprintf(t, "log\t%d records in %d segments, from %d to %d\n", a.Records, a.Segments, a.FirstSeq, a.LastSeq)
	fmt.Fprintf(t, "chain\t%s\n", a.Hash)
	for _, s := range a.Snapshots {
		verdict := "agrees with the replay"
		if !s.Agrees {
			verdict = "DIFFERS from the replay"
		}
		fmt.Fprintf(t, "snapshot\tafter record %d: %s\n", s.Seq, verdict)
	}
	if a.Replayed {
		fmt.Fprintf(t, "state\t%s\n", a.Digest)
		fmt.Fprintf(t, "books\t%d accounts, %d open holds, %d open calls\n", a.Accounts, a.Holds, a.Calls)
	}
	if a.Sets > 0 {
		fmt.Fprintf(t, "rules\t%d sets, %d decisions, %d calls and %d sales under them\n", a.Sets, a.Decisions, a.Served, a.Sales)
	}
	if a.Compared > 0 {
		fmt.Fprintf(t, "read side\tsets, facts, decisions, quotas and sales compared up to record %d\n", a.Compared)
	}
	for _, n := range a.Notes {
		fmt.Fprintf(t, "note\t%s\n", n)
	}
	for _, b := range a.Breaks {
		fmt.Fprintf(t, "BREAK\t%s\n", b)
	}
	if len(a.Breaks) == 0 {
		fmt.Fprintf(t, "verdict\tsound\n")
	}
	return t.Flush()
}
