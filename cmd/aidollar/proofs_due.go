package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"log/slog"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/treasury"
)

// proofsDue says when statements are made of themselves; with the zero value none is.
type proofsDue struct{ every, at time.Duration }

// again is when a statement that could not be made is tried again.
const proofAgain = time.Minute

func (d proofsDue) next(now time.Time) time.Time {
	return treasury.Schedule{Every: d.every, At: d.at}.Next(now)
}

// after is when the first one behind a moment is due; empty when none is promised.
func (d proofsDue) after(now time.Time) string {
	if d.every == 0 {
		return ""
	}
	return stamp(d.next(now).UnixNano())
}

// periodID names the period of an asset that ended at a time. It follows from
// both, so that a house that is started again in the same period finds that it has
// stated it, and a period has one root.
func periodID(asset string, end time.Time) ledger.ID {
	sum := sha256.Sum256([]byte("aidollar proof " + asset + " " + end.UTC().Format(time.RFC3339Nano)))
	return ledger.ID{ // a UUID of version 7: its first part is the time
		Hi: uint64(end.UnixMilli())<<16 | 7<<12 | uint64(binary.BigEndian.Uint16(sum[:])&0xfff),
		Lo: binary.BigEndian.Uint64(sum[8:])&^(3<<62) | 2<<62,
	}
}

// keep has statements made when they are due until ctx ends. One that became due
// while nobody ran is made at once, and says when; of several the last.
func (v *vault) keepDue(ctx context.Context, due proofsDue, log *slog.Logger) {
	for {
		now := time.Now()
		next := due.next(now)
		err := v.makeDue(ctx, next.Add(-due.every))
		wait := time.Until(next)
		if err != nil && ctx.Err() == nil {
			log.Error("what is owed could not be stated", "error", err)
			wait = min(wait, proofAgain)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// makeDue makes the statements of a period that ended, one for each asset.
func (v *vault) makeDue(ctx context.Context, end time.Time) error {
	var assets []money.Asset
	v.node.View(func(m *clearing.Machine) {
		m.Assets(func(_ ledger.AssetID, a money.Asset) bool {
			assets = append(assets, a)
			return true
		})
	})
	var all error
	for i, a := range assets {
		_, err := v.makeOnce(ctx, periodID(a.Code, end), ledger.AssetID(i+1))
		if errors.Is(err, api.ErrProofsFull) {
			return err
		}
		all = errors.Join(all, err)
	}
	return all
}

func (v *vault) makeOnce(ctx context.Context, period ledger.ID, asset ledger.AssetID) (*keptProof, error) {
	v.making.Lock()
	defer v.making.Unlock()
	if p, ok, err := v.find(period); ok || err != nil {
		return p, err
	}
	return v.make(ctx, period, asset, true)
}
