package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"aidollar/contracts"
	mppsession "aidollar/pay/mpp/session"
	"aidollar/pay/x402/buyer"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"
)

var sessionEscrow = contracts.NewEVMPaymentChannel()

func paySessionCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "session",
		Short: "Show sessions of MPP that did not end, and get back what is left in them",
		Long: `Show the sessions of MPP that aidollar pay --session has paid from and that did not end, as
when it was killed, and get back what is left. The next run that pays the same seller goes
on with them by itself.

A seller who is there gives the rest back at once: close asks him. From one who is not, or
does not want to, it is taken out on chain: request-close begins the escrow's grace period,
in which the seller can claim what was signed for, and withdraw takes the rest behind it.
Both cost gas, and need the chain's node (--rpc).`,
	}
	c.AddCommand(sessionShow(), sessionClose(),
		sessionMove("request-close SESSION", "Begin on chain to take out what is left", (*sessionLeaver).requestClose),
		sessionMove("withdraw SESSION", "Take out on chain what is left, when the grace period is over", (*sessionLeaver).withdraw))
	return c
}

// shownSession is a session, for programs. Amounts are dollars.
type shownSession struct {
	ID      string     `json:"session"`
	State   string     `json:"state"` // opening, open, lost or leaving; where a node was asked also none or over
	Seller  string     `json:"pay_to"`
	Token   string     `json:"token"`
	URL     string     `json:"url"`
	Deposit string     `json:"deposit"`
	Spent   string     `json:"spent"`
	Signed  string     `json:"signed"`
	FinalAt *time.Time `json:"final_at,omitempty"` // from when on withdraw takes the rest
	Held    string     `json:"on_chain,omitempty"` // deposited there in all, where a node was asked
	Settled string     `json:"settled,omitempty"`  // of it taken by the seller, where a node was asked
}

func sessionShow() *cobra.Command {
	var e channelErrand
	c := &cobra.Command{
		Use: "show [SESSION]", Short: "Show the sessions that did not end, or one of them", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return e.showSessions(cmd, strings.Join(args, "")) },
	}
	e.flags(c)
	c.Flags().BoolVar(&e.json, "json", false, "print JSON")
	return c
}

func (e *channelErrand) showSessions(cmd *cobra.Command, name string) error {
	w, err := e.wallet.open(cmd.Context(), true)
	if err != nil {
		return err
	}
	known, err := w.sessions()
	if err != nil {
		return err
	}
	all := []shownSession{}
	for i := range known {
		if r := &known[i]; strings.HasPrefix(r.ID.Hex(), strings.ToLower(name)) {
			shown, err := w.shownSession(cmd.Context(), r)
			if err != nil {
				return err
			}
			all = append(all, *shown)
		}
	}
	if name != "" && len(all) == 0 {
		return noSession(w.dir, name)
	}
	if e.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(all)
	}
	t := table("SESSION", "STATE", "SELLER", "DEPOSIT", "SIGNED", "SPENT", "ON CHAIN", "SETTLED", "PAID FOR")
	for i := range all {
		s := &all[i]
		t.add(s.ID, s.State, s.Seller, s.Deposit, s.Signed, s.Spent, s.Held, s.Settled, s.URL)
	}
	return t.print(cmd.OutOrStdout())
}

func noSession(dir, name string) error {
	return &usageError{fmt.Errorf("no session in %s has an id that begins with %s; aidollar pay session show shows them", dir, name)}
}

// sessions are those that are kept.
func (p *purse) sessions() ([]mppsession.Record, error) {
	if p.folder == nil {
		return nil, nil // a trial, and nothing was ever paid
	}
	kept, err := mppsession.OpenFolder(filepath.Join(p.dir, sessionsDir))
	if err != nil {
		return nil, err
	}
	return kept.Records()
}

func (p *purse) shownSession(ctx context.Context, r *mppsession.Record) (*shownSession, error) {
	name := buyer.Token{ChainID: r.ChainID, Asset: r.Token}.Name()
	token, known := p.token(name)
	amount := func(units *uint256.Int) string {
		if !known {
			return units.Dec() + " units" // of how many decimals nobody said
		}
		return token.Dollars(units).String()
	}
	s := &shownSession{
		ID: r.ID.Hex(), State: r.State, Seller: r.Payee.Hex(), Token: name, URL: r.URL,
		Deposit: amount(&r.Deposit), Spent: amount(&r.Spent), Signed: amount(&r.Signed),
	}
	if p.nodes[r.ChainID] == "" {
		return s, nil
	}
	l := &sessionLeaver{purse: p, record: r}
	if err := l.look(ctx); err != nil {
		return nil, err
	}
	switch {
	case l.state.Payer == (common.Address{}):
		s.State = "none"
		return s, nil
	case l.state.Finalized:
		s.State = "over"
	case l.state.CloseRequestedAt != 0:
		s.State, s.FinalAt = mppsession.StateLeaving, l.until()
	}
	s.Held, s.Settled = amount(uint256.MustFromBig(l.state.Deposit)), amount(uint256.MustFromBig(l.state.Settled))
	return s, nil
}

// session finds a session by the beginning of its id.
func (p *purse) session(name string) (*mppsession.Record, error) {
	known, err := p.sessions()
	if err != nil {
		return nil, err
	}
	var found *mppsession.Record
	for i := range known {
		if !strings.HasPrefix(known[i].ID.Hex(), strings.ToLower(name)) {
			continue
		}
		if found != nil {
			return nil, &usageError{fmt.Errorf("the ids of several sessions begin with %s", name)}
		}
		found = &known[i]
	}
	switch {
	case found == nil:
		return nil, noSession(p.dir, name)
	case found.Payer != p.Address():
		return nil, &usageError{fmt.Errorf("the session is of %s, and the key is of %s", found.Payer, common.Address(p.Address()))}
	}
	return found, nil
}

func sessionClose() *cobra.Command {
	var e channelErrand
	c := &cobra.Command{
		Use: "close SESSION", Short: "Ask the seller to close a session, and to give back what is left", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error { return e.closeSession(cmd, args[0]) },
	}
	e.flags(c)
	return c
}

func (e *channelErrand) closeSession(cmd *cobra.Command, name string) error {
	w, err := e.wallet.open(cmd.Context(), false)
	if err != nil {
		return err
	}
	r, err := w.session(name)
	if err != nil {
		return err
	}
	key, err := e.wallet.key()
	if err != nil {
		return err
	}
	payer, err := w.sessionPayer(key, buyer.Dollars{})
	if err != nil {
		return err
	}
	defer payer.Folder.Close() //nolint:errcheck // which only gives up locks
	found, err := payer.Resume(cmd.Context(), r.ID)
	switch {
	case err != nil:
		return &exitError{exitRefused, err}
	case !found:
		return fmt.Errorf("another program pays from the session %s", r.ID)
	}
	return w.endSession(cmd, payer)
}

// sessionLeaver is who leaves a session on chain, with what the chain says of it.
type sessionLeaver struct {
	*purse
	record *mppsession.Record
	state  contracts.EVMPaymentChannelChannel
	grace  time.Duration
}

// look asks the chain how the session stands.
func (l *sessionLeaver) look(ctx context.Context) error {
	ask := func(data []byte) ([]byte, error) { return l.nodes.Call(ctx, l.record.ChainID, l.record.Escrow, data) }
	answer, err := ask(sessionEscrow.PackGetChannel(l.record.ID))
	if err != nil {
		return err
	}
	if l.state, err = sessionEscrow.UnpackGetChannel(answer); err != nil {
		return fmt.Errorf("what answers at %s on chain %d is no escrow of sessions: %w", l.record.Escrow, l.record.ChainID, err)
	}
	if answer, err = ask(sessionEscrow.PackCLOSEGRACEPERIOD()); err != nil {
		return err
	}
	grace, err := sessionEscrow.UnpackCLOSEGRACEPERIOD(answer)
	if err != nil {
		return fmt.Errorf("the escrow %s does not say its grace period: %w", l.record.Escrow, err)
	}
	l.grace = time.Duration(grace) * time.Second
	return nil
}

// until is when withdraw can take the rest.
func (l *sessionLeaver) until() *time.Time {
	at := time.Unix(int64(l.state.CloseRequestedAt), 0).Add(l.grace).UTC()
	return &at
}

// rest is what the seller has not taken, in words.
func (l *sessionLeaver) rest() string {
	rest := new(uint256.Int).Sub(uint256.MustFromBig(l.state.Deposit), uint256.MustFromBig(l.state.Settled))
	if token, known := l.token(buyer.Token{ChainID: l.record.ChainID, Asset: l.record.Token}.Name()); known {
		return token.Dollars(rest).String() + " dollars"
	}
	return rest.Dec() + " units"
}

func sessionMove(use, short string, next func(*sessionLeaver) (*move, bool, error)) *cobra.Command {
	var e channelErrand
	c := &cobra.Command{
		Use: use, Short: short, Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error { return e.leaveSession(cmd, args[0], next) },
	}
	e.exitFlags(c)
	return c
}

// leaveSession makes one move of leaving a session; the last one takes it out of the
// folder.
func (e *channelErrand) leaveSession(cmd *cobra.Command, name string, next func(*sessionLeaver) (*move, bool, error)) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), e.timeout)
	defer cancel()
	w, err := e.wallet.open(ctx, false)
	if err != nil {
		return err
	}
	l := &sessionLeaver{purse: w}
	if l.record, err = w.session(name); err != nil {
		return err
	}
	if w.nodes[l.record.ChainID] == "" {
		return &usageError{fmt.Errorf("the session is on chain %d: give --rpc with a node of it", l.record.ChainID)}
	}
	kept, err := mppsession.OpenFolder(filepath.Join(w.dir, sessionsDir))
	if err != nil {
		return err
	}
	defer kept.Close() //nolint:errcheck // which only gives up locks
	if l.record, err = kept.Take(func(r *mppsession.Record) bool { return r.ID == l.record.ID }); err != nil {
		return err
	}
	if l.record == nil {
		return errors.New("another program pays from the session")
	}
	if err := l.look(ctx); err != nil {
		return err
	}
	switch {
	case l.state.Payer == (common.Address{}):
		return errors.New("the session is not on its chain: nothing was deposited")
	case l.state.Finalized:
		return errors.Join(errors.New("the session is over, and what was left has been given back"), kept.Forget(l.record.ID))
	}
	m, last, err := next(l)
	if err != nil {
		return err
	}
	m.to = l.record.Escrow
	// Nothing is paid from what is being left, also if the transaction should be lost.
	l.record.State = mppsession.StateLeaving
	if err := kept.Keep(l.record); err != nil {
		return err
	}
	hash, err := e.carryOut(ctx, w, l.record.ChainID, m)
	if err != nil {
		return err
	}
	if last {
		if err := kept.Forget(l.record.ID); err != nil {
			return err
		}
	}
	return say(cmd.OutOrStdout(), "%s: %s\n", m.said, hash)
}

// requestClose is the move that begins the grace period.
func (l *sessionLeaver) requestClose() (m *move, last bool, err error) {
	if l.state.CloseRequestedAt != 0 {
		return nil, false, fmt.Errorf("the close has been asked for; withdraw takes %s from %s on", l.rest(), l.until().Format(time.RFC3339))
	}
	return &move{
		id: fmt.Sprintf("request-close/%s/%s", l.record.ID.Hex(), l.state.Deposit), data: sessionEscrow.PackRequestClose(l.record.ID),
		said: fmt.Sprintf("asked for the close; withdraw takes %s in %s, less what the seller claims of what was signed for", l.rest(), l.grace),
	}, false, nil
}

// withdraw is the move that ends it.
func (l *sessionLeaver) withdraw() (m *move, last bool, err error) {
	if l.state.CloseRequestedAt == 0 {
		return nil, false, errors.New("the close has not been asked for: aidollar pay session request-close does that")
	}
	return &move{
		id: fmt.Sprintf("session-withdraw/%s/%d", l.record.ID.Hex(), l.state.CloseRequestedAt), data: sessionEscrow.PackWithdraw(l.record.ID),
		said: l.rest() + " taken out",
	}, true, nil
}
