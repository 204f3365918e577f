package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/node"
)

// crowd is a number of raw accounts among which random transfers go.
type crowd struct {
	accounts int
	hot      bool // every transfer debits account 0
	serial   atomic.Uint64
}

const usd = ledger.AssetID(1)

func accountID(i int) ledger.ID { return ledger.ID{Hi: 0xacc0, Lo: uint64(i) + 1} }

// batch writes n encoded transfers with fresh ids of the present time.
func (c *crowd) batch(b []byte, n int, random *rand.Rand) []byte {
	hi := uint64(time.Now().UnixMilli())<<16 | 0x7000
	need := n * ledger.TransferSize
	if cap(b) < need {
		b = make([]byte, need)
	}
	b = b[:need]
	t := ledger.Transfer{Asset: usd, Code: 1}
	serial := c.serial.Add(uint64(n)) - uint64(n)
	for i := range n {
		debit := 0
		if !c.hot {
			debit = random.IntN(c.accounts)
		}
		credit := random.IntN(c.accounts - 1)
		if credit >= debit {
			credit++
		}
		// Any 64 distinct bits make a good id; multiplying by an odd number keeps them so.
		t.ID = ledger.ID{Hi: hi, Lo: (serial + uint64(i)) * 0x9e3779b97f4a7c15}
		t.Debit, t.Credit = accountID(debit), accountID(credit)
		t.Amount = money.Units(1 + random.Uint64N(1_000_000))
		t.Put(b[i*ledger.TransferSize:])
	}
	return b
}

// openCommands gives the commands that open the crowd's accounts, in portions
// that fit one record.
func (c *crowd) open(submit func(...clearing.Command) ([]clearing.Answer, error)) error {
	const portion = 10_000
	if _, err := submit(clearing.DefineAsset{Asset: money.USD()}); err != nil {
		return err
	}
	for first := 0; first < c.accounts; first += portion {
		var commands []clearing.Command
		for i := first; i < min(first+portion, c.accounts); i++ {
			commands = append(commands, clearing.OpenAccount{Account: ledger.Account{ID: accountID(i), Asset: usd, Code: 1}})
		}
		answers, err := submit(commands...)
		if err != nil {
			return err
		}
		for _, a := range answers {
			if a.Refusal != "" {
				return fmt.Errorf("an account was refused: %s", a.Refusal)
			}
		}
	}
	return nil
}

// openAt opens the crowd's accounts at a node.
func (c *crowd) openAt(ctx context.Context, n *node.Node) error {
	return c.open(func(commands ...clearing.Command) ([]clearing.Answer, error) { return n.Submit(ctx, commands...) })
}

// openIn opens the crowd's accounts in a machine without a log.
func (c *crowd) openIn(m *clearing.Machine) error {
	return c.open(func(commands ...clearing.Command) ([]clearing.Answer, error) {
		record := clearing.AppendHeader(nil, time.Now().UnixNano())
		for _, command := range commands {
			record = clearing.AppendCommand(record, command)
		}
		return m.Apply(record, nil)
	})
}

// accepted makes sure that a benchmark measures transfers that moved something.
func accepted(outcomes []ledger.Outcome) error {
	for i, o := range outcomes {
		if o.Result != ledger.OK {
			return fmt.Errorf("transfer %d was refused: %s", i, o.Result)
		}
	}
	return nil
}
