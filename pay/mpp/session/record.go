package session

import (
	"fmt"

	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

const recordVersion = 1

// States of a channel in a folder.
const (
	StateOpening = "opening" // a deposit was signed, and is not known to have been taken
	StateOpen    = "open"
	StateLost    = "lost"    // its payee says that it is not there, or over; its chain knows
	StateLeaving = "leaving" // its payer takes the rest out, on chain
)

// Record is what is kept of a channel. Amounts are the token's smallest units; Signed
// and Spent count from the channel's first use on.
type Record struct {
	Version int            `json:"version"`
	ID      common.Hash    `json:"id"`
	State   string         `json:"state"`
	ChainID uint64         `json:"chain_id"`
	Escrow  common.Address `json:"escrow"`
	Token   common.Address `json:"token"`
	Payee   common.Address `json:"payee"`
	Payer   common.Address `json:"payer"` // who signs the vouchers as well
	Salt    common.Hash    `json:"salt"`
	URL     string         `json:"url"` // that was paid for last, and may be asked to close it
	// Challenge is what URL asked for, as WWW-Authenticate. It need not be good any more: who
	// answers an old one is told a new one.
	Challenge string `json:"challenge"`

	Deposit uint256.Int `json:"deposit"` // that is known to be there
	// Doubt is what was signed to be deposited beside it, that ran out, and of which
	// nobody has said whether it was sent before.
	Doubt uint256.Int `json:"doubt"`
	Spent uint256.Int `json:"spent"` // as the payee said last
	// Signed is the most that was ever signed for. It is on disk before a voucher leaves,
	// so that whatever a payee says was spent beyond it is a lie.
	Signed    uint256.Int   `json:"signed"`
	Signature hexutil.Bytes `json:"signature,omitempty"` // of the voucher over Signed
	// Pending is a deposit that was signed and is not known to have been made. It is sent
	// again: with another one beside it the payee could send both.
	Pending *Pending `json:"pending,omitempty"`
}

// Pending is a deposit that may be made until it expires. It opens the channel if that
// is not open.
type Pending struct {
	Amount    uint256.Int   `json:"amount"`
	Until     uint64        `json:"until"` // Unix seconds
	Salt      common.Hash   `json:"salt"`
	Nonce     common.Hash   `json:"nonce"`
	Signature hexutil.Bytes `json:"signature"`
}

// place is what the channel shares with others that are as good.
func (r *Record) place() place { return place{r.ChainID, r.Escrow, r.Token, r.Payee} }

// made is what the channel is made of.
func (r *Record) made() *evmsig.Session {
	return &evmsig.Session{Payer: r.Payer, Payee: r.Payee, Token: r.Token, Salt: r.Salt}
}

// asked is what URL asked for.
func (r *Record) asked() (*ask, error) {
	for _, c := range mpp.ParseChallenges([]string{r.Challenge}) {
		if s, err := c.ReadSession(); err == nil {
			return &ask{&c, s, r.URL}, nil
		}
	}
	return nil, fmt.Errorf("of the session %s it is not known how %q asked to be paid", r.ID, r.URL)
}

// deposit is the pending one as it is sent.
func (r *Record) deposit() *mpp.Deposit {
	p := r.Pending
	return &mpp.Deposit{
		Opens: r.State == StateOpening, Kind: mpp.DepositAuthorization, Amount: p.Amount, Salt: p.Salt, Signature: p.Signature,
		Transfer: evmsig.Authorization{From: r.Payer, To: r.Escrow, Value: p.Amount, ValidBefore: *uint256.NewInt(p.Until), Nonce: p.Nonce},
	}
}

// took notes an act that was taken.
func (r *Record) took(a *mpp.Act) {
	if a.Deposit == nil {
		return
	}
	r.State, r.Pending = StateOpen, nil
	r.Deposit.Add(&r.Deposit, &a.Deposit.Amount)
}

// told notes what a payee says of the channel. It cannot have spent more than was
// signed for.
func (r *Record) told(said *mpp.SessionReceipt) {
	if said != nil && said.Channel == r.ID && r.Spent.Lt(&said.Spent) && !said.Spent.Gt(&r.Signed) {
		r.Spent = said.Spent
	}
}

// expired notes that the pending deposit cannot be made any more.
func (r *Record) expired() {
	r.Doubt.Add(&r.Doubt, &r.Pending.Amount)
	r.Pending = nil
}

// there notes what a payee says is deposited: more than is known, as far as it is in
// doubt.
func (r *Record) there(deposit *uint256.Int) {
	if !deposit.Gt(&r.Deposit) {
		return
	}
	more := new(uint256.Int).Sub(deposit, &r.Deposit)
	if more.Gt(&r.Doubt) {
		more.Set(&r.Doubt)
	}
	r.Deposit.Add(&r.Deposit, more)
	r.Doubt.Sub(&r.Doubt, more)
}
