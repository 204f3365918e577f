package onchain

import (
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
)

// claimOf is what claims all that a channel has been charged.
func claimOf(c *payment.Channel) (channel.Claim, error) {
	signed, _ := c.Signed.DivMod64(c.Unit.Lo)
	amount, total := wide(signed), wide(c.Tokens(c.Charged))
	return till.Claim(c.Config, &amount, &total, c.Signature)
}

// ClaimCall is the call that claims what channels have been charged, and fetches it
// for whom it was claimed.
func ClaimCall(_ uint64, kind payment.Escrow, channels []payment.Channel) (treasury.Call, error) {
	if kind == payment.EscrowSession {
		return settleCall(channels)
	}
	type payee struct{ receiver, token common.Address }
	var claims []channel.Claim
	var fetches [][]byte
	known := map[payee]bool{}
	for i := range channels {
		one, err := claimOf(&channels[i])
		if err != nil {
			return treasury.Call{}, err
		}
		claims = append(claims, one)
		if to := (payee{one.Config.Receiver, one.Config.Token}); !known[to] {
			known[to] = true
			fetches = append(fetches, channel.SettleCall(to.receiver, to.token))
		}
	}
	return escrowCall(append([][]byte{channel.ClaimCall(claims)}, fetches...)...), nil
}

// GiveBackCall is the call that claims and fetches what a channel has been charged,
// and gives an amount in the token's smallest units back to its payer.
// A session is closed by it, whatever the amount.
func GiveBackCall(_ uint64, of *payment.Channel, amount money.Amount) (treasury.Call, error) {
	if of.Escrow == payment.EscrowSession {
		return closeCall(of)
	}
	config, err := till.DecodeConfig(of.Config)
	if err != nil {
		return treasury.Call{}, err
	}
	back := wide(amount)
	refund := channel.RefundCall(&config, &back)
	if of.Claimable().IsZero() {
		return escrowCall(refund), nil
	}
	one, err := claimOf(of)
	return escrowCall(channel.ClaimCall([]channel.Claim{one}), refund, channel.SettleCall(config.Receiver, config.Token)), err
}

func escrowCall(calls ...[]byte) treasury.Call {
	return treasury.Call{To: settlement.Address(evmsig.Escrow), Data: channel.MulticallCall(calls...)}
}
