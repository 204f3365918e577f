package mpp

import (
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// depositSecondsMin is how long a deposit must be good for to be sent.
const depositSecondsMin = 6

// Channel is what a channel of a session is made of, and where.
type Channel struct {
	evmsig.Session
	Escrow common.Address
}

// VoucherSigner is who signs vouchers: the payer, or whom he named.
func (c *Channel) VoucherSigner() common.Address {
	if c.Signer != (common.Address{}) {
		return c.Signer
	}
	return c.Payer
}

// ID is the channel's name on a chain.
func (c *Channel) ID(chainID uint64) common.Hash { return c.Session.ID(chainID, c.Escrow) }

const channelSize = 5*common.AddressLength + common.HashLength

// Encode writes what a channel is made of, for a ledger to keep.
func (c *Channel) Encode() []byte {
	b := make([]byte, 0, channelSize)
	for _, a := range [...]common.Address{c.Escrow, c.Payer, c.Payee, c.Token, c.Signer} {
		b = append(b, a[:]...)
	}
	return append(b, c.Salt[:]...)
}

// DecodeChannel reads what Encode wrote; ok is false for anything else.
func DecodeChannel(b []byte) (c Channel, ok bool) {
	if len(b) != channelSize {
		return c, false
	}
	for i, a := range [...]*common.Address{&c.Escrow, &c.Payer, &c.Payee, &c.Token, &c.Signer} {
		copy(a[:], b[i*common.AddressLength:])
	}
	copy(c.Salt[:], b[5*common.AddressLength:])
	return c, true
}

// Opened is the channel that a deposit opens, by what a challenge asked for.
func (s *Session) Opened(d *Deposit) Channel {
	return Channel{
		Session: evmsig.Session{Payer: d.Transfer.From, Payee: s.Recipient, Token: s.Currency, Salt: d.Salt, Signer: d.Signer}, Escrow: s.Escrow,
	}
}

// Bound says what is wrong with an authorization by which the payee is to bring money
// to a channel of the id at a time in Unix seconds; nil for nothing. Its nonce must be
// made from the channel: any other lets whoever sees the signature bring the money
// into a channel of his own. Who signed it is not looked at.
func (c *Channel) Bound(d *Deposit, chainID uint64, id common.Hash, now uint64) error {
	nonce := c.OpenNonce()
	if !d.Opens {
		nonce = evmsig.SessionTopUpNonce(id, &d.Amount, d.Transfer.From, d.Salt)
	}
	t := &d.Transfer
	switch {
	case d.Kind != DepositAuthorization:
		return mistake(CodeMethod, "a deposit of the type %s brings nothing that could be sent", d.Kind)
	case c.ID(chainID) != id:
		return mistake(CodeMalformed, "payload.channelId is %s, and what the deposit says makes the channel %s", id, c.ID(chainID))
	case t.From != c.Payer:
		return mistake(CodeMalformed, "the deposit is by %s, and the channel's payer is %s", t.From, c.Payer)
	case t.To != c.Escrow:
		return mistake(CodeMalformed, "the deposit is to %s; the escrow %s is wanted", t.To, c.Escrow)
	case t.Nonce != nonce:
		return mistake(CodeMalformed, "the authorization's nonce is not made from its channel: %s is wanted. With another one whoever sees the signature could bring the money elsewhere", nonce)
	case d.Amount.IsZero() || d.Amount.BitLen() > amountBitsMax:
		return mistake(CodeMalformed, "the deposit is of nothing, or of more than %d bits", amountBitsMax)
	case t.ValidAfter.GtUint64(now):
		return mistake(CodeMalformed, "the deposit is valid after %s; it is %d", t.ValidAfter.Dec(), now)
	case t.ValidBefore.LtUint64(now + depositSecondsMin):
		return mistake(CodeMalformed, "the deposit is valid before %s; it is %d and %d seconds are needed", t.ValidBefore.Dec(), now, depositSecondsMin)
	}
	return nil
}

// VoucherDigest is what a voucher over an amount of the token's smallest units has
// signed.
func (c *Channel) VoucherDigest(chainID uint64, amount *uint256.Int) common.Hash {
	return evmsig.SessionVoucherDigest(evmsig.SessionSeparator(chainID, c.Escrow), c.ID(chainID), amount)
}
