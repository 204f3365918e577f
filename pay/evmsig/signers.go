package evmsig

import (
	"encoding/binary"
	"sync/atomic"

	"aidollar/pay/evmsig/internal/fixedbase"

	"github.com/ethereum/go-ethereum/common"
)

// Payers of channels sign thousands of times. Of those who sign often a table is kept,
// by which a signature is checked in about half the time that a recovery takes.
const (
	signerSets   = 256 // an account's place is in one of them
	signerWays   = 4   // accounts kept in a set: 1,024 in all, with 8 MiB of tables
	signerOften  = 16  // signatures after which a table is made, for which it takes three recoveries
	signerWeight = 256 // signatures of others that push the one out who signs most
)

// signers are the accounts whose signatures were asked for lately. Who signs seldom
// makes room for who signs often.
var signers [signerSets][signerWays]atomic.Pointer[signer]

type signer struct {
	account common.Address
	uses    atomic.Int32 // less those of others who wanted the place; at most signerWeight
	table   atomic.Pointer[fixedbase.Table]
}

// RecoverFrom is Recover for a signature that is expected to be by an account: the
// answer is the same, and comes sooner where that account has signed often.
func (s Signature) RecoverFrom(account common.Address, digest common.Hash) (common.Address, error) {
	// Addresses are hashes, but anybody may search for one: no harm comes of a full set.
	set := &signers[binary.BigEndian.Uint16(account[:])%signerSets]
	known := expected(set, account)
	if known != nil {
		if table := known.table.Load(); table != nil && s.verified(table, digest) {
			known.used()
			return account, nil
		}
	}
	key, err := s.recoverKey(digest)
	if err != nil {
		return common.Address{}, err
	}
	who := addressOf(key)
	switch {
	case who != account:
	case known == nil:
		enter(set, account)
	case known.used() && known.table.Load() == nil:
		known.table.Store(fixedbase.NewTable(key))
	}
	return who, nil
}

func (s *Signature) verified(table *fixedbase.Table, digest common.Hash) bool {
	return table.Verify((*[wordLength]byte)(&digest), (*[wordLength]byte)(s[:wordLength]), (*[wordLength]byte)(s[wordLength:]), s.V() == vLowest+1)
}

func expected(set *[signerWays]atomic.Pointer[signer], account common.Address) *signer {
	for i := range set {
		if known := set[i].Load(); known != nil && known.account == account {
			return known
		}
	}
	return nil
}

// enter gives an account a place in its set, or takes something off whoever has used
// his least. Two that enter at once may push each other out, and come again.
func enter(set *[signerWays]atomic.Pointer[signer], account common.Address) {
	place, least := 0, int32(signerWeight+1)
	for i := range set {
		known := set[i].Load()
		if known == nil {
			place, least = i, 0
			break
		}
		if uses := known.uses.Load(); uses < least {
			place, least = i, uses
		}
	}
	if least > 0 && set[place].Load().uses.Add(-1) > 0 {
		return
	}
	entered := &signer{account: account}
	entered.uses.Store(1)
	set[place].Store(entered)
}

// used counts a signature, and reports whether there were enough for a table.
func (k *signer) used() bool {
	uses := k.uses.Load()
	if uses < signerWeight {
		uses = k.uses.Add(1)
	}
	return uses >= signerOften
}
