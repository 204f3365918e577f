package onchain

import (
	"errors"
	"math/big"
	"time"

	"aidollar/contracts"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// sessions is the escrow of MPP's sessions, and payouts the contract that has the
// house's tokens and is the payee there.
var (
	sessions = contracts.NewEVMPaymentChannel()
	payouts  = contracts.NewPayout()
)

// sessionTopics are the first topics of the events by which a session's channel
// changes.
var sessionTopics = []common.Hash{
	topic("ChannelOpened(bytes32,address,address,address,address,bytes32,uint256)"),
	topic("TopUp(bytes32,address,address,uint256,uint256)"),
	topic("Settled(bytes32,address,address,uint256,uint256,uint256)"),
	topic("CloseRequested(bytes32,address,address,uint256)"),
	topic("CloseRequestCancelled(bytes32,address,address)"),
	topic("ChannelClosed(bytes32,address,address,uint256,uint256)"),
}

func topic(event string) common.Hash { return crypto.Keccak256Hash([]byte(event)) }

// SessionErrors are what the escrow reverts with.
var SessionErrors = []string{
	"ChannelAlreadyExists()", "ChannelNotFound()", "ChannelFinalized()", "InvalidPayee()", "InvalidToken()", "InvalidSignature()", "NonceMismatch()",
	"NotPayer()", "NotPayee()", "AmountExceedsDeposit()", "AmountNotIncreasing()", "CloseNotReady()", "ZeroDeposit()", "DepositOverflow()", "TransferFailed()",
}

// readSession reads a log of the escrow as the treasury knows it.
func readSession(l *types.Log) (said any, known bool) {
	if len(l.Topics) != 4 || len(l.Data)%32 != 0 {
		return nil, false
	}
	id := payment.ChannelID(l.Topics[1])
	switch l.Topics[0] {
	case sessionTopics[0]:
		e, err := sessions.UnpackChannelOpenedEvent(l)
		if err != nil {
			return nil, false
		}
		made := mpp.Channel{Escrow: l.Address, Session: evmsig.Session{Payer: e.Payer, Payee: e.Payee, Token: e.Token, Salt: e.Salt, Signer: e.AuthorizedSigner}}
		return treasury.ChannelCreated{Channel: id, Config: made.Encode(), Amount: bigAmount(e.Deposit)}, true
	case sessionTopics[1]:
		e, err := sessions.UnpackTopUpEvent(l)
		if err != nil {
			return nil, false
		}
		return treasury.ChannelDeposited{Channel: id, Amount: bigAmount(e.AdditionalDeposit)}, true
	case sessionTopics[5]:
		e, err := sessions.UnpackChannelClosedEvent(l)
		if err != nil {
			return nil, false
		}
		return treasury.ChannelLeft{Channel: id, Amount: bigAmount(e.RefundedToPayer)}, true
	case sessionTopics[2], sessionTopics[3], sessionTopics[4]:
		return treasury.ChannelTouched{Channel: id}, true
	}
	return nil, false
}

func bigAmount(v *big.Int) money.Amount {
	wide, over := uint256.FromBig(v)
	if over {
		return money.AmountMax
	}
	return amount(wide)
}

// sessionState reads how a channel stands. What it paid out and what came back is in
// neither side of it.
func sessionState(answer []byte) (s treasury.ChannelState, err error) {
	c, err := sessions.UnpackGetChannel(answer)
	if err != nil {
		return s, err
	}
	s = treasury.ChannelState{Balance: bigAmount(c.Deposit), Claimed: bigAmount(c.Settled), Closed: c.Finalized}
	if s.Closed {
		s.Balance = s.Claimed
		return s, nil
	}
	s.Leaves = int64(c.CloseRequestedAt) * int64(time.Second)
	return s, nil
}

// SessionDeposit is the call that brings a deposit, which its payer signed, to its
// channel. Anybody may send it.
func SessionDeposit(c *mpp.Channel, id common.Hash, d *mpp.Deposit) []byte {
	t := &d.Transfer
	if d.Opens {
		return sessions.PackOpenWithAuthorization(c.Payee, c.Token, d.Amount.ToBig(), d.Salt, d.Signer, t.From, t.ValidAfter.ToBig(), t.ValidBefore.ToBig(), t.Nonce, d.Signature)
	}
	return sessions.PackTopUpWithAuthorization(id, d.Amount.ToBig(), t.From, d.Salt, t.ValidAfter.ToBig(), t.ValidBefore.ToBig(), t.Nonce, d.Signature)
}

var errSession = errors.New("what was kept of a session's channel is damaged")

// settling is what a session's escrow is told of a channel.
func settling(c *payment.Channel, v payment.Voucher, closes bool) contracts.PayoutClaim {
	units, _ := v.Value.DivMod64(c.Unit.Lo)
	value := wide(units)
	return contracts.PayoutClaim{ChannelId: c.ID, CumulativeAmount: value.ToBig(), Signature: v.Signature, Close: closes}
}

// settleCall is the call that claims what sessions were charged, all of one escrow and
// for one house.
func settleCall(channels []payment.Channel) (treasury.Call, error) {
	var claims []contracts.PayoutClaim
	var made mpp.Channel
	for i := range channels {
		c := &channels[i]
		of, ok := mpp.DecodeChannel(c.Config)
		if !ok || i > 0 && (of.Payee != made.Payee || of.Escrow != made.Escrow) {
			return treasury.Call{}, errSession
		}
		made = of
		if v, ok := c.Settling(c.Ends != 0); ok {
			claims = append(claims, settling(c, v, false))
		}
	}
	return treasury.Call{To: settlement.Address(made.Payee), Data: payouts.PackClaim(made.Escrow, claims)}, nil
}

// closeCall is the call that claims what a session was charged and has the rest given
// back to its payer, for good.
func closeCall(c *payment.Channel) (treasury.Call, error) {
	made, ok := mpp.DecodeChannel(c.Config)
	if !ok {
		return treasury.Call{}, errSession
	}
	v, ok := c.Settling(true)
	if !ok {
		v = payment.Voucher{Value: c.Claimed} // nothing more is taken, for which no signature is wanted
	}
	return treasury.Call{To: settlement.Address(made.Payee), Data: payouts.PackClaim(made.Escrow, []contracts.PayoutClaim{settling(c, v, true)})}, nil
}
