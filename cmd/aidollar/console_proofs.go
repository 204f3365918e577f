package main

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/proof"
	"aidollar/receipt"
)

// Proofs implements console.Source. The cursor is the place from the oldest, so
// that a new statement moves no page.
func (s *consoleSource) Proofs(_ context.Context, cursor string, limit int) (page console.ProofPage, err error) {
	periods := s.proofs.Periods()
	from := 0
	if cursor != "" {
		left, err := strconv.Atoi(cursor)
		if err != nil || left < 1 || left > len(periods) {
			return page, console.ErrCursor
		}
		from = len(periods) - left
	}
	for at := from; at < len(periods); at++ {
		if len(page.Proofs) == limit {
			page.Next = strconv.Itoa(len(periods) - at)
			break
		}
		p, err := s.proof(periods[at])
		if err != nil {
			return page, err
		}
		page.Proofs = append(page.Proofs, p)
	}
	return page, nil
}

// Proof implements console.Source.
func (s *consoleSource) Proof(_ context.Context, period ledger.ID) (console.Proof, error) {
	return s.proof(period)
}

func (s *consoleSource) proof(period ledger.ID) (out console.Proof, err error) {
	kept, ok, err := s.proofs.find(period)
	if err != nil {
		return out, err
	}
	if !ok {
		return out, console.ErrNotFound
	}
	stated, err := proof.Read(kept.Statement)
	if err != nil {
		return out, err
	}
	amount := decimals{scale: kept.Scale}
	out = console.Proof{
		Period: period, Asset: s.assetOf(kept.Asset), Number: kept.Number, At: kept.Time.UnixNano(), Next: nanosOf(kept.Next),
		Owed: amount.read(kept.Owed), HeldKnown: kept.Held != "", Ratio: kept.ratio(), Leaves: uint64(kept.Count), Root: kept.Root, KeyID: kept.KeyID,
		Digest: proof.Digest(kept.Statement), Previous: stated.Previous, Record: stated.Log.Sequence, LogHash: stated.Log.Hash,
		OffChain: amount.read(stated.Custody.OffChain), Receivable: amount.read(stated.Custody.Receivable), Statement: kept.Statement,
	}
	on, err := s.proofs.onChain(kept)
	if err != nil {
		return out, err
	}
	if on != nil {
		shown := console.ProofOnChain(*on)
		out.OnChain = &shown
	}
	if out.HeldKnown {
		out.Held = amount.read(kept.Held)
	}
	for i := range stated.Custody.Tokens {
		out.Tokens = append(out.Tokens, tokenShown(&stated.Custody.Tokens[i], &amount))
	}
	return out, amount.err
}

func tokenShown(k *proof.Token, amount *decimals) console.ProofToken {
	out := console.ProofToken{
		Token: k.Token, House: k.House, Custody: amount.read(k.Custody), Escrow: amount.read(k.Escrow), Arriving: amount.read(k.Arriving),
	}
	if c := k.Compared; c != nil {
		out.Compared, out.Block, out.BlockHash, out.At = true, c.Block, c.Hash, nanosOf(c.Time)
		out.OnChain, out.EscrowOnChain = amount.read(c.OnChain), amount.read(c.EscrowOnChain)
	}
	return out
}

// decimals reads amounts of a statement and keeps the first error.
type decimals struct {
	scale uint8
	err   error
}

func (d *decimals) read(text string) money.Amount {
	a, err := money.ParseDecimal(text, d.scale)
	if d.err == nil {
		d.err = err
	}
	return a
}

// nanosOf is a time of a statement; zero for none.
func nanosOf(text string) int64 {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0
	}
	return at.UnixNano()
}

func (s *consoleSource) assetOf(code string) (asset money.Asset) {
	s.node.View(func(m *clearing.Machine) {
		if number, ok := m.AssetNumber(code); ok {
			asset, _ = m.Asset(number)
		}
	})
	return asset
}

// ProofCheck implements console.Source. It does what a reader does, with the house's
// public keys and the files that he is given.
func (s *consoleSource) ProofCheck(_ context.Context, period, party ledger.ID) (out console.ProofCheck, err error) {
	i, ok, err := s.proofs.inclusion(period, party)
	if err != nil {
		return out, err
	}
	if !ok {
		return out, console.ErrNotFound
	}
	stated, err := proof.Read(i.Statement)
	if err != nil {
		return out, err
	}
	if out.File, err = json.Marshal(i); err != nil {
		return out, err
	}
	keys, err := s.publicKeys()
	if err != nil {
		return out, err
	}
	var wrong *proof.Wrong
	if _, _, err := proof.Verify(i.Statement, keys); errors.As(err, &wrong) {
		out.Signature = wrong.Detail
	}
	trail, err := i.Trail(stated)
	if errors.As(err, &wrong) {
		out.Problem = wrong.Detail
	}
	out.Party, _ = s.Party(party)
	out.Party.ID = party // a leaf may be the house's own, for others
	amount := decimals{scale: stated.Asset.Scale}
	out.Amount, out.Salt = amount.read(i.Amount), i.Salt
	if len(trail) > 0 {
		out.Leaf = trail[0].Hash.String()
	}
	for n, step := range i.Path {
		shown := console.ProofStep{Number: uint64(n + 1), Left: step.Side == proof.Left, Sum: amount.read(step.Sum), Hash: step.Hash}
		if n+1 < len(trail) {
			shown.Reached, shown.ToSum, shown.ToHash = true, trail[n+1].Sum, trail[n+1].Hash.String()
		}
		out.Steps = append(out.Steps, shown)
	}
	return out, amount.err
}

func (s *consoleSource) publicKeys() ([]ed25519.PublicKey, error) {
	text, err := json.Marshal(s.ring.Public())
	if err != nil {
		return nil, err
	}
	return receipt.ParseKeys(text)
}

// SetOffs implements console.Source.
func (s *consoleSource) SetOffs(ctx context.Context, party clearing.Party, cursor string, limit int) (page console.SetOffPage, err error) {
	filter := books.SetOffFilter{}
	if filter.Buyer = party.ID; party.Role == clearing.RoleSeller {
		filter = books.SetOffFilter{Seller: party.ID}
	}
	list, err := s.books.SetOffs(ctx, filter, cursor, limit)
	if err != nil {
		return page, consoleError(err)
	}
	page.Next = list.Next
	s.node.View(func(m *clearing.Machine) {
		for i := range list.SetOffs {
			o := &list.SetOffs[i]
			shown := console.SetOff{Period: o.Period, At: o.At, Need: o.Need, Paid: o.Paid}
			shown.Asset, _ = m.Asset(o.Asset)
			shown.Seller, _ = m.Party(o.Seller)
			shown.Buyer, _ = m.Party(o.Buyer)
			page.SetOffs = append(page.SetOffs, shown)
		}
	})
	return page, nil
}
