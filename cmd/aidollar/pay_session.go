package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"aidollar/contracts"
	"aidollar/pay/evmsig"
	mppsession "aidollar/pay/mpp/session"
	"aidollar/pay/x402"
	"aidollar/pay/x402/buyer"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"
)

// closeTime bounds how long the end of a session is waited for.
const closeTime = 2 * time.Minute

// sessionsDir is where sessions are kept beside the receipts.
const sessionsDir = "sessions"

// bySession makes the request, pays for it from a session of MPP, and closes that.
func (p *errand) bySession(cmd *cobra.Command, r *http.Request, w *purse) error {
	most, err := buyer.ParseDollars(p.session)
	if err != nil {
		return &usageError{fmt.Errorf("--session: %w", err)}
	}
	key, err := p.wallet.key()
	if err != nil {
		return err
	}
	payer, err := w.sessionPayer(key, most)
	if err != nil {
		return err
	}
	defer payer.Folder.Close() //nolint:errcheck // which only gives up locks
	response, err := (&http.Client{Transport: payer, CheckRedirect: onlySame}).Do(r)
	if errors.Is(err, mppsession.ErrLimit) || errors.Is(err, mppsession.ErrToken) || errors.Is(err, buyer.ErrTotal) {
		return &exitError{exitUnpaid, err}
	}
	if err == nil {
		_, err = io.Copy(cmd.OutOrStdout(), response.Body)
		_ = response.Body.Close()
		err = concludedSession(response, err)
	}
	return errors.Join(err, w.endSession(cmd, payer))
}

// onlySame follows no redirect: a session is with whoever was asked.
func onlySame(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func concludedSession(response *http.Response, err error) error {
	switch {
	case err != nil:
		return &exitError{exitLost, fmt.Errorf("the answer broke off: %w", err)}
	case response.StatusCode == http.StatusPaymentRequired:
		return &exitError{exitUnpaid, errors.New("the seller does not sell by a session of MPP that this wallet can pay, or does not take the payment")}
	case response.StatusCode >= http.StatusMultipleChoices:
		return &exitError{exitStatus, fmt.Errorf("the server answers %s", response.Status)}
	}
	return nil
}

// sessionPayer pays from sessions within the purse's limits.
func (p *purse) sessionPayer(key wallet.Signer, most buyer.Dollars) (*mppsession.Payer, error) {
	kept, err := mppsession.OpenFolder(filepath.Join(p.dir, sessionsDir))
	if err != nil {
		return nil, err
	}
	domains := &tokenDomains{}
	token := func(chainID uint64, asset common.Address) (buyer.Token, bool) {
		return p.token(buyer.Token{ChainID: chainID, Asset: asset}.Name())
	}
	units := (buyer.Token{Decimals: contracts.TokenDecimals}).Units(most)
	if len(p.tokens) > 0 {
		units = p.tokens[len(p.tokens)-1].Units(most)
	}
	return &mppsession.Payer{
		Address: key.Address(), DepositMax: units, Deposit: *new(uint256.Int).Rsh(&units, 2), Base: domains, Folder: kept, // a quarter at a time
		Sign: func(digest common.Hash) ([]byte, error) {
			s, err := key.Sign(digest)
			return s[:], err
		},
		Token: func(chainID uint64, asset common.Address) (string, string, bool) {
			known, ok := token(chainID, asset)
			if limit := known.Units(most); !ok || !limit.Eq(&units) {
				return "", "", false // the limit is in units of other decimals
			}
			return domains.find(chainID, asset)
		},
		Deposited: func(chainID uint64, asset common.Address, amount *uint256.Int) error {
			known, _ := token(chainID, asset)
			return p.folder.Deposited(known, amount)
		},
	}, nil
}

// endSession closes what is open and tells what it came to.
func (p *purse) endSession(cmd *cobra.Command, payer *mppsession.Payer) error {
	states := payer.States()
	if len(states) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), closeTime)
	defer cancel()
	receipts, err := payer.Close(ctx)
	for _, r := range receipts {
		for _, s := range states {
			if s.Channel == r.Channel {
				rest := new(uint256.Int).Sub(&s.Deposit, &r.Spent)
				fmt.Fprintf(cmd.ErrOrStderr(), "paid %s units from session %s; %s of %s deposited come back by %s\n", r.Spent.Dec(), r.Channel, rest.Dec(), s.Deposit.Dec(), r.Transaction)
			}
		}
	}
	if err != nil {
		return fmt.Errorf("the session stays open: aidollar pay session close asks once more, and request-close takes the rest out on chain: %w", err)
	}
	return nil
}

// tokenDomains notes the EIP-712 domains of tokens that sellers name in their ways to
// pay by x402, for MPP's challenges do not say them.
type tokenDomains struct {
	mu    sync.Mutex
	known map[string]evmsig.Domain
}

// RoundTrip implements http.RoundTripper.
func (d *tokenDomains) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusPaymentRequired {
		return response, err
	}
	required, unread := x402.ParseRequiredHeader(response.Header.Get(x402.HeaderRequired))
	if unread != nil {
		return response, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known == nil {
		d.known = map[string]evmsig.Domain{}
	}
	for i := range required.Accepts {
		if terms, err := required.Accepts[i].Terms(required.Version); err == nil && terms.Name != "" {
			d.known[buyer.Token{ChainID: terms.ChainID, Asset: terms.Asset}.Name()] = evmsig.Domain{Name: terms.Name, Version: terms.Version}
		}
	}
	return response, nil
}

// find gives a token's domain; Circle's is the same on all chains.
func (d *tokenDomains) find(chainID uint64, asset common.Address) (name, version string, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if of, is := d.known[buyer.Token{ChainID: chainID, Asset: asset}.Name()]; is {
		return of.Name, of.Version, true
	}
	return contracts.TokenName, contracts.TokenVersion, true
}
