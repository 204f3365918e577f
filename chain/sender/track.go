package sender

import (
	"context"
	"slices"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// track finds out what became of what has a nonce. All transactions of an intent
// are asked for: whichever was carried out counts.
func (s *Sender) track(ctx context.Context, v *view) error {
	if !s.pending(v.count) {
		return nil
	}
	final, err := s.cfg.Client.Final(ctx, s.cfg.Finality)
	if err != nil && chain.Code(err) != chain.CodeNotFound { // a young chain has no final block
		return err
	}
	still, err := s.anchored(ctx)
	if err != nil {
		return err
	}
	watched := s.watched(v.count, final.Number, still)
	var hashes []common.Hash
	for _, r := range watched {
		for _, a := range r.Attempts {
			hashes = append(hashes, a.Hash)
		}
	}
	receipts, err := s.cfg.Client.Receipts(ctx, hashes)
	if err != nil {
		return err
	}
	settled := finality{s.cfg.Client, final, map[uint64]common.Hash{}}
	for _, r := range watched {
		mine := receipts[:len(r.Attempts)]
		receipts = receipts[len(r.Attempts):]
		if err := s.follow(ctx, r, mine, &settled); err != nil {
			return err
		}
	}
	s.anchor = v.head
	return nil
}

// pending reports whether something is included, or has a nonce that was used.
func (s *Sender) pending(count uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.open {
		if r.State == Included || r.State == Sent && *r.Nonce < count {
			return true
		}
	}
	return false
}

// anchored is the number up to which nothing can have gone since the last round:
// that of its head, if the block there is still the same. To ask for the receipt
// of everything that is included at every look would be dear.
func (s *Sender) anchored(ctx context.Context) (uint64, error) {
	if s.anchor.Hash == (common.Hash{}) {
		return 0, nil
	}
	block, err := s.cfg.Client.Block(ctx, s.anchor.Number)
	if err != nil && chain.Code(err) != chain.CodeNotFound {
		return 0, err
	}
	if block.Hash != s.anchor.Hash {
		return 0, nil // a reorg
	}
	return s.anchor.Number, nil
}

// watched is what is to be asked for: what has a nonce that was used, and what
// is included, unless it is neither final yet nor can have gone.
func (s *Sender) watched(count, final, still uint64) []*record {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*record
	for _, r := range s.inOrder() {
		if r.State == Included && (r.Block > still || r.Block <= final) || r.State == Sent && *r.Nonce < count {
			all = append(all, r)
		}
	}
	return all
}

// follow takes one intent as far as its receipts carry it.
func (s *Sender) follow(ctx context.Context, r *record, receipts []chain.Receipt, settled *finality) error {
	if slices.ContainsFunc(receipts, func(r chain.Receipt) bool { return r.Standing == chain.Unclear }) {
		return nil // a reorg or a new block has not reached all endpoints
	}
	i := slices.IndexFunc(receipts, func(r chain.Receipt) bool { return r.Standing == chain.Present })
	if i < 0 {
		if r.State == Included {
			return s.dropped(r)
		}
		return s.missing(ctx, r, settled)
	}
	found := &receipts[i]
	if r.State != Included || r.BlockHash != found.BlockHash || r.Tx != found.Tx {
		if err := s.included(r, found); err != nil {
			return err
		}
	}
	final, err := settled.has(ctx, found.Block, found.BlockHash)
	if err != nil || !final {
		return err
	}
	return s.settle(r)
}

// included notes the block that an intent is in.
func (s *Sender) included(r *record, found *chain.Receipt) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := *r
	in.State, in.Reason, in.Message = Included, "", ""
	in.Tx, in.Block, in.BlockHash, in.Success = found.Tx, found.Block, found.BlockHash, found.Success
	in.Fee = (*hexutil.Big)(found.Fee)
	if err := s.outbox.put(&in, nil); err != nil {
		return err
	}
	*r = in
	s.tell(r)
	s.fault("included")
	return nil
}

// dropped takes an intent back whose block a reorg has taken away. Its
// transaction is handed over again in this very round.
func (s *Sender) dropped(r *record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	back := *r
	back.State = Sent
	back.Tx, back.Block, back.BlockHash, back.Success, back.Fee = common.Hash{}, 0, common.Hash{}, false, nil
	back.broadcast = time.Time{}
	if err := s.outbox.put(&back, nil); err != nil {
		return err
	}
	*r = back
	s.tell(r)
	return nil
}

// settle ends an intent whose block is final.
func (s *Sender) settle(r *record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ended := *r
	ended.State = Finalized
	if !r.Success {
		ended.State, ended.Reason, ended.Message = Failed, CodeReverted, "the transaction was carried out and reverted"
	}
	return s.end(r, ended)
}

// missing looks into a nonce that was used though none of the intent's
// transactions has a receipt. Most often the receipts are late. But if the nonce
// is used in a final block, somebody else has used it, and only the transaction
// itself can say what that means: no receipt is no proof, and an intent that was
// given a second nonce on such a proof could be carried out twice.
func (s *Sender) missing(ctx context.Context, r *record, settled *finality) error {
	account := s.cfg.Signer.Address()
	final := settled.final.Number
	if final <= r.Attempts[0].Head {
		return nil
	}
	used, err := s.cfg.Client.NonceAt(ctx, account, final)
	if err != nil || used <= *r.Nonce {
		return err
	}
	tx, block, err := s.cfg.Client.NonceUser(ctx, account, *r.Nonce, r.Attempts[0].Head, final)
	if err != nil {
		return &chain.Error{Code: CodeNonceForeign, Class: chain.ClassOf(err),
			Message: "the nonce of intent " + r.ID + " is used, and its transactions have no receipt", Cause: err}
	}
	if slices.ContainsFunc(r.Attempts, func(a attempt) bool { return a.Hash == tx.Hash() }) {
		return nil // the receipt is late
	}
	i := r.intent()
	if same := (Intent{ID: i.ID, To: addressOf(tx.To()), Data: tx.Data(), Value: tx.Value()}); !i.same(&same) {
		return chain.Errorf(chain.Stop, CodeNonceForeign, "the nonce %d of intent %q was used in block %d by transaction %s, which makes another call",
			*r.Nonce, r.ID, block, tx.Hash())
	}
	return s.found(r, tx.Hash())
}

// found adds a transaction that makes the intent's very call, as one signed by a
// copy of this outbox that is lost now.
func (s *Sender) found(r *record, hash common.Hash) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	more := *r
	more.Attempts = append(slices.Clone(r.Attempts), attempt{Hash: hash, At: time.Now()})
	if err := s.outbox.put(&more, nil); err != nil {
		return err
	}
	*r = more
	s.nudge()
	return nil
}

func addressOf(to *common.Address) common.Address {
	if to == nil {
		return common.Address{}
	}
	return *to
}

// finality is what one round knows about final blocks.
type finality struct {
	client *chain.Client
	final  chain.Block
	hashes map[uint64]common.Hash
}

// has reports whether a block is final, by its hash and not by its number alone.
func (f *finality) has(ctx context.Context, number uint64, hash common.Hash) (bool, error) {
	if number > f.final.Number || f.final.Hash == (common.Hash{}) {
		return false, nil
	}
	known, is := f.hashes[number]
	if !is {
		block, err := f.client.Block(ctx, number)
		if err != nil {
			return false, err
		}
		known = block.Hash
		f.hashes[number] = known
	}
	return known == hash, nil
}
