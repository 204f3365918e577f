package books

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// Kind is what Find found.
type Kind string

// The kinds of things that are found.
const (
	KindCall    Kind = "call"
	KindPosting Kind = "posting"
	KindAccount Kind = "account"
	KindParty   Kind = "party"
	KindKey     Kind = "key"
	KindProject Kind = "project"
	KindCard    Kind = "card"
	KindRule    Kind = "rule"    // that shares a seller's sales
	KindPayment Kind = "payment" // that a wallet signed
	KindArrival Kind = "arrival" // of tokens at the house
	KindPayout  Kind = "payout"  // a batch
	KindChannel Kind = "channel"
)

// Found is one thing that a text stands for.
type Found struct {
	Kind   Kind
	ID     ledger.ID
	Number uint32 // of a card or a channel
	Name   string // of a party, key, project or card; the model of a call; what its escrow calls a channel
	Party  ledger.ID
	Call   ledger.ID // that a posting is a part of; zero for none
}

// FoundMax bounds what is found of each kind.
const FoundMax = 20

// Find looks a text up: the id of anything, a rate card's number, the hash of a
// transaction, an address, a channel, or the beginning of a name. What there is most of comes first; empty for nothing.
func (b *Books) Find(ctx context.Context, text string) (list []Found, err error) {
	text = clean(strings.TrimSpace(text))
	if text == "" {
		return nil, nil
	}
	err = b.view(ctx, func(tx querier) error {
		f := finder{q: tx}
		if id, err := ledger.ParseID(text); err == nil {
			if err := f.byID(ctx, id); err != nil {
				return err
			}
		}
		if number, err := strconv.ParseUint(text, 10, 32); err == nil {
			if err := f.card(ctx, uint32(number)); err != nil {
				return err
			}
		}
		if address := addressBytes(text); address != nil {
			if err := f.rows(ctx, addressText, address, FoundMax); err != nil {
				return err
			}
			list = f.list
			return nil // a wallet's name is its address
		}
		if tx := hexBytes(text, len(settlement.Hash{})); tx != nil {
			if err := f.rows(ctx, transactionText, tx, FoundMax); err != nil {
				return err
			}
			if err := f.channel(ctx, tx); err != nil {
				return err
			}
		}
		err := f.byName(ctx, text)
		list = f.list
		return err
	})
	return list, err
}

type finder struct {
	q    querier
	list []Found
}

// directoryText finds ?1 among everything that has a name or an owner.
const directoryText = `SELECT 'party', id, name, id FROM parties WHERE id = ?1
	UNION ALL SELECT 'key', id, name, party FROM keys WHERE id = ?1
	UNION ALL SELECT 'project', id, name, party FROM projects WHERE id = ?1
	UNION ALL SELECT 'account', id, '', party FROM accounts WHERE id = ?1
	UNION ALL SELECT 'payment', id, '', party FROM payments WHERE id = ?1
	UNION ALL SELECT 'arrival', id, '', party FROM arrivals WHERE id = ?1
	UNION ALL SELECT 'payout', id, '', ` + noBlob + ` FROM payouts WHERE id = ?1`

const (
	// addressText finds whose the address ?1 is: a wallet's, and those who are
	// paid there.
	addressText = `SELECT 'party', id, name, id FROM parties WHERE address = ?1 AND address IS NOT NULL
	UNION SELECT 'party', party, (SELECT name FROM parties WHERE parties.id = party), party FROM (SELECT party FROM payees WHERE address = ?1 LIMIT ?2) AS rows`
	// transactionText finds what the transaction ?1 carried.
	transactionText = `SELECT * FROM (SELECT 'arrival', id, '', party FROM arrivals WHERE tx = ?1 LIMIT ?2) AS rows
	UNION ALL SELECT * FROM (SELECT 'payout', id, '', ` + noBlob + ` FROM payouts WHERE tx = ?1 AND tx IS NOT NULL LIMIT ?2) AS debits`
)

func (f *finder) byID(ctx context.Context, id ledger.ID) error {
	call, err := callOf(ctx, f.q, id)
	if err == nil {
		f.list = append(f.list, Found{Kind: KindCall, ID: id, Name: call.Model, Party: call.Buyer, Call: id})
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	if err := f.rows(ctx, directoryText, idBlob(id)); err != nil {
		return err
	}
	p, err := postingOf(ctx, f.q, id)
	if err == nil && p.ID != call.ID {
		f.list = append(f.list, Found{Kind: KindPosting, ID: id, Call: p.call})
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	return f.rule(ctx, id)
}

// rule finds the seller whose sales in an asset a rule shares. Ids lead back to
// what they were derived from.
func (f *finder) rule(ctx context.Context, id ledger.ID) error {
	sellers := []ledger.ID{underived(id, ruleOrdinal)}
	known, err := assets(ctx, f.q)
	if err != nil {
		return err
	}
	for i := range known {
		sellers = append(sellers, underived(id, uint64(i+1)<<assetShift+ruleOrdinal))
	}
	for asset, seller := range sellers {
		p, err := party(ctx, f.q, seller)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err == nil && (clearing.SellerRule(seller) == id || clearing.FurtherRule(seller, ledger.AssetID(asset)) == id) {
			f.list = append(f.list, Found{Kind: KindRule, ID: id, Name: p.Name, Party: seller})
		}
		return err
	}
	return nil
}

// From these clearing derives the id of a seller's rule: the ordinal in the
// first asset, and shifted into it the number of a further one.
const (
	ruleOrdinal = 1 << 16
	assetShift  = 32
)

func (f *finder) card(ctx context.Context, number uint32) error {
	c, err := cardOf(ctx, f.q, number)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		f.list = append(f.list, Found{Kind: KindCard, Number: number, Name: c.Card.Name, Party: c.Seller})
	}
	return err
}

func (f *finder) channel(ctx context.Context, id []byte) error {
	c, err := one(ctx, f.q, scanChannel, channelText, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		f.list = append(f.list, Found{Kind: KindChannel, Number: c.Number, Name: "0x" + hex.EncodeToString(id), Party: c.Party})
	}
	return err
}

// namesText finds names from ?1 up to before ?2.
const namesText = `SELECT * FROM (SELECT 'party', id, name, id AS owner FROM parties WHERE name{ COLLATE "C"} >= ?1 AND name{ COLLATE "C"} < ?2 ORDER BY name{ COLLATE "C"} LIMIT ?3) AS rows
	UNION ALL SELECT * FROM (SELECT 'project', id, name, party FROM projects WHERE name{ COLLATE "C"} >= ?1 AND name{ COLLATE "C"} < ?2 ORDER BY name{ COLLATE "C"} LIMIT ?3) AS debits
	UNION ALL SELECT * FROM (SELECT 'key', id, name, party FROM keys WHERE name{ COLLATE "C"} >= ?1 AND name{ COLLATE "C"} < ?2 ORDER BY name{ COLLATE "C"} LIMIT ?3) AS holds`

func (f *finder) byName(ctx context.Context, text string) error {
	return f.rows(ctx, namesText, text, text+"\U0010ffff", FoundMax)
}

func (f *finder) rows(ctx context.Context, text string, args ...any) error {
	rows, err := f.q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var one Found
		var id, owner sql.RawBytes
		if err := rows.Scan(&one.Kind, &id, &one.Name, &owner); err != nil {
			return err
		}
		one.ID, one.Party = idOf(id), idOf(owner)
		f.list = append(f.list, one)
	}
	return rows.Err()
}
