package contracts_test

import (
	"testing"

	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/holiman/uint256"
)

const (
	price    = 10_000 // of a payment, in the token's smallest units
	each     = 100    // payments that a voucher stands for
	deposits = 100    // channels
	funding  = 100_000 * price
)

// exactGas is what one payment of exact costs that is collected alone, from a payer
// and to a payee who both have tokens.
func exactGas(t *testing.T, c *channels) uint64 {
	c.Do(c.payer, c.Token(), token.PackTransfer(payee, number(1)))
	a := authorization(c.Chain, c.payer.Address, payee, price, word("exact"))
	a.ValidBefore.SetUint64(far)
	s := sign(t, c.payer, a.TransferDigest(separator(c.Chain)))
	return c.Do(c.relay, c.Token(), byBytes(a, s[:])).GasUsed
}

// A hundred payments by voucher cost at most a twentieth of a hundred that are
// collected one by one, with the deposit and the settlement counted in. Gas is exact,
// so that it is held to the unit: a change of a contract shows what it costs.
func TestVouchersCostATwentieth(t *testing.T) {
	c := newChannels(t)
	exact := exactGas(t, c)
	var first, later uint64
	configs := make([]*channel.Config, deposits)
	for i := range configs {
		configs[i] = c.config(byte(i + 1))
		later = c.deposit(configs[i], funding, "first").GasUsed
		if i == 0 {
			first = later
		}
	}
	more := c.deposit(configs[0], funding, "more").GasUsed
	claimed := make([]uint64, deposits)
	claim := func(n int) (gas, settled uint64) {
		claims := make([]channel.Claim, n)
		for i := range claims {
			claimed[i] += each * price
			claims[i] = c.signed(configs[i], c.payer, claimed[i], claimed[i])
		}
		gas = c.send(c.house, channel.ClaimCall(claims)).GasUsed
		return gas, c.send(c.relay, channel.SettleCall(payee, c.Token())).GasUsed
	}
	claim(deposits) // in a house that runs, everybody has been claimed from before
	one, settle := claim(1)
	ten, _ := claim(10)
	all, _ := claim(deposits)
	refund := c.send(c.house, channel.RefundCall(configs[0], uint256.NewInt(price))).GasUsed
	pins(t, []pin{
		{"exact, one payment", exact, 70_896}, {"deposit, the escrow's first", first, 139_561}, {"deposit in a new channel", later, 122_426}, {"deposit in a channel that has money", more, 101_957},
		{"claim of one channel", one, 45_411}, {"claim of ten", ten, 209_867}, {"claim of a hundred", all, 1_865_626}, {"settle", settle, 48_988}, {"refund", refund, 76_476},
	})
	if got := later + one + settle; got*20 > each*exact {
		t.Errorf("%d payments cost %d gas, more than a twentieth of %d", each, got, each*exact)
	}
}

type pin struct {
	what      string
	got, want uint64
}

func pins(t *testing.T, all []pin) {
	t.Helper()
	for _, p := range all {
		t.Logf("%-40s %9d gas", p.what, p.got)
		if p.got != p.want {
			t.Errorf("%s costs %d gas, not %d", p.what, p.got, p.want)
		}
	}
}

// The same for sessions of MPP, which the contract that has the house's money takes
// from.
func TestSessionsCostATwentieth(t *testing.T) {
	c := newSessions(t)
	exact := exactGas(t, &channels{Chain: c.Chain, t: t, house: c.house, relay: c.relay, payer: c.payer})
	all := make([]*evmsig.Session, deposits)
	var open uint64
	for i := range all {
		all[i] = c.of(byte(i + 1))
		all[i].Payee = contracts.PayoutAddress
		open = c.open(all[i], funding).GasUsed
	}
	taken := make([]uint64, deposits)
	claim := func(n int) uint64 {
		claims := make([]contracts.PayoutClaim, n)
		for i := range claims {
			taken[i] += each * price
			claims[i] = contracts.PayoutClaim{ChannelId: c.id(all[i]), CumulativeAmount: number(taken[i]), Signature: c.voucher(all[i], c.payer, taken[i])}
		}
		return c.Do(c.house, contracts.PayoutAddress, payout.PackClaim(contracts.SessionEscrowAddress, claims)).GasUsed
	}
	claim(deposits)
	one, hundred := claim(1), claim(deposits)
	pins(t, []pin{{"open", open, 174_214}, {"settle of one session", one, 71_554}, {"settle of a hundred", hundred, 3_127_648}})
	if got := open + one; got*20 > each*exact {
		t.Errorf("%d payments cost %d gas, more than a twentieth of %d", each, got, each*exact)
	}
}
