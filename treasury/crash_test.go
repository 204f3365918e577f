package treasury_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"aidollar/chain/codec"
	"aidollar/chain/devnet"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

var (
	livesFlag = flag.Int("treasury.lives", 6, "how many times a house is killed while it collects and pays")
	seedFlag  = flag.Uint64("treasury.seed", 0, "seed of the random choices; 0 takes a new one")
)

// The child's environment.
const (
	childDir  = "TREASURY_CHILD"
	childRPC  = "TREASURY_RPC"
	childSeed = "TREASURY_SEED"
)

// sellerAddress is where the child's seller is paid.
var sellerAddress = common.HexToAddress("0x5e11e20000000000000000000000000000000001")

// TestMain is also the way into the child: the test binary runs itself.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		fmt.Fprintln(os.Stderr, "child:", child(dir))
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// child runs a house that sells, collects and pays until somebody kills it.
func child(dir string) error {
	seed, err := strconv.ParseUint(os.Getenv(childSeed), 10, 64)
	if err != nil {
		return err
	}
	h := newHouse(dir, os.Getenv(childRPC), 31337)
	h.hold = 3 * time.Second
	if err := h.open(); err != nil {
		return err
	}
	if _, err := h.submit(clearing.SetPayee{Party: h.seller, Token: h.tokenNumber(), To: settlement.Address(sellerAddress)}); err != nil {
		return err
	}
	failed := make(chan error, 8)
	for i := range 6 {
		go func() { failed <- h.sell(rand.New(rand.NewPCG(seed, uint64(i)))) }()
	}
	go func() {
		for {
			time.Sleep(700 * time.Millisecond)
			if err := h.treasury.PayOutNow(context.Background()); err != nil {
				failed <- err
			}
		}
	}()
	return <-failed
}

// sell lets wallets buy facts, each in one of several ways.
func (h *house) sell(r *rand.Rand) error {
	for {
		if err := h.sellOne(r); err != nil {
			return err
		}
		time.Sleep(time.Duration(r.IntN(150)) * time.Millisecond)
	}
}

func (h *house) sellOne(r *rand.Rand) error {
	from := (&rig{house: h}).accounts()[1+r.IntN(5)]
	until := time.Now().Add(2 * time.Minute).Truncate(time.Second)
	amount := uint64(2 + r.IntN(2))
	s, err := h.sign(from, amount, until)
	if err != nil {
		return err
	}
	trust := cents(uint64(r.IntN(2)) * 10_000)
	a, err := h.tender(from.Address, &s, kindShared, settlement.Exact, amount, trust, until)
	if err != nil {
		return err
	}
	if a.Payment.State == settlement.PaymentDue {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_, _, err := h.treasury.Collected(ctx, s.id)
		var hindered *treasury.HinderedError
		if errors.As(err, &hindered) || errors.Is(err, context.DeadlineExceeded) {
			return nil
		}
		if err != nil {
			return err
		}
		if answers, err := h.submit(h.order(from.Address, s.call)); err != nil && len(answers) == 0 {
			return err
		} else if err != nil {
			return nil // another call was quicker to spend it
		}
	}
	// A call that ran out meanwhile is the ledger's to refuse.
	switch r.IntN(4) {
	case 0:
		_, _ = h.submit(clearing.Void{Call: s.call, Reason: "upstream"})
	case 1: // nobody closes it
	default:
		_ = h.capture(s.call)
	}
	return nil
}

// A house is killed while it collects, deposits come in, payouts go out and blocks
// are undone. In the end the ledger is what the chain has, each signature paid once, what was given back
// never moved, and whoever sold has been paid what he sold for.
func TestKilledHouse(t *testing.T) {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("to replay the choices: go test ./treasury -run '^%s$' -treasury.seed %d", t.Name(), seed)
	r := newRig(t, devnet.Options{})
	random := rand.New(rand.NewPCG(seed, 99))
	r.chain.Do(r.accounts()[8], r.chain.Token(), dollarToken.PackApprove(contracts.DepositMemoAddress, raw(1_000_000)))
	for life := range *livesFlag {
		ctx, cancel := context.WithCancel(context.Background())
		c := exec.CommandContext(ctx, os.Args[0])
		c.Env = append(os.Environ(), childDir+"="+r.dir, childRPC+"="+r.rpc, childSeed+"="+strconv.FormatUint(seed+uint64(life), 10))
		c.Stderr = os.Stderr
		r.must(c.Start())
		time.Sleep(time.Duration(300+random.IntN(3000)) * time.Millisecond)
		r.deposits(uint64(1 + random.IntN(50)))
		time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond)
		if random.IntN(2) == 0 {
			r.reorg(random.IntN(2) == 0)
		}
		cancel()
		if err := c.Wait(); err == nil || c.ProcessState.Exited() {
			t.Fatalf("the child ended by itself: %v", err)
		}
	}
	r.hold = 3 * time.Second
	r.start()
	r.until("every payment has ended", func() bool { return r.openPayments() == 0 })
	r.must(r.treasury.PayOutNow(r.chain.Context()))
	r.settled()
	r.once()
	if got, want := r.buyerHas(), r.deposited(); got != want {
		t.Errorf("the buyer has %.2f cents of %.2f deposited", inCents(got), inCents(want))
	}
	var sold, out int64
	r.node.View(func(m *clearing.Machine) {
		a, _ := m.Ledger().Account(clearing.PartyAccount(r.seller, clearing.AccountSeller))
		sold, out = int64(a.CreditsPosted.Lo), int64(a.DebitsPosted.Lo)
	})
	if paid := int64(r.chain.Balance(sellerAddress)) * unit; paid != out || sold-out >= unit {
		t.Errorf("sold for %.2f cents, %.2f left the account, %.2f are with the seller", inCents(sold), inCents(out), inCents(paid))
	}
	if state := r.token(); state.Halted != "" {
		t.Errorf("payouts stopped: %s", state.Halted)
	}
}

// deposits sends a deposit for the buyer behind whatever the pool has, which a reorg
// may have put there. Whether it gets through is for the chain to say.
func (r *rig) deposits(n uint64) {
	r.t.Helper()
	from, to := r.accounts()[8], contracts.DepositMemoAddress
	next, err := r.chain.Client.PendingNonceAt(r.chain.Context(), from.Address)
	r.must(err)
	tx := r.chain.SignTx(from, &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(r.chainID), Nonce: next, To: &to, Gas: 300_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(20e9),
		Data: memos.PackDeposit(r.chain.Token(), raw(n), memoOf(r.buyer)),
	})
	if err := r.chain.Client.SendTransaction(r.chain.Context(), tx); err != nil {
		r.t.Log(err)
	}
}

// reorg takes the newest block back, or does not: it may be final.
func (r *rig) reorg(again bool) {
	r.t.Helper()
	if err := r.chain.Reorg(r.chain.Context(), 1, again); err != nil && !errors.Is(err, devnet.ErrFinal) {
		r.t.Fatal(err)
	}
}

// deposited is what the chain has of deposits, in units of the ledger.
func (r *rig) deposited() (sum int64) {
	r.t.Helper()
	logs, err := r.chain.Client.FilterLogs(r.chain.Context(), ethereum.FilterQuery{
		FromBlock: new(big.Int), Addresses: []common.Address{contracts.DepositMemoAddress}, Topics: [][]common.Hash{{codec.DepositTopic}},
	})
	r.must(err)
	for i := range logs {
		sum += new(big.Int).SetBytes(logs[i].Data).Int64() * unit
	}
	return sum
}

func (h *house) openPayments() (n int) {
	h.node.View(func(m *clearing.Machine) {
		m.Settlement().Payments(func(p *settlement.Payment) bool {
			if !p.State.Ended() {
				n++
			}
			return true
		})
	})
	return n
}

// once holds every authorization that the chain carried out against the ledger.
func (r *rig) once() {
	r.t.Helper()
	logs, err := r.chain.Client.FilterLogs(r.chain.Context(), ethereum.FilterQuery{
		FromBlock: new(big.Int), Addresses: []common.Address{r.chain.Token()}, Topics: [][]common.Hash{{codec.AuthorizationUsedTopic}},
	})
	r.must(err)
	used := map[ledger.ID]bool{}
	for i := range logs {
		id := till.PaymentID(r.chainID, r.chain.Token(), common.BytesToAddress(logs[i].Topics[1][:]), logs[i].Topics[2])
		if used[id] {
			r.t.Errorf("payment %s was carried out twice", id)
		}
		used[id] = true
	}
	states := map[settlement.PaymentState]int{}
	var sum money.Amount
	r.node.View(func(m *clearing.Machine) {
		m.Settlement().Payments(func(p *settlement.Payment) bool {
			states[p.State]++
			if used[p.ID] != (p.State == settlement.PaymentFinal) {
				r.t.Errorf("payment %s is %s (%s), and on chain %v", p.ID, p.State, p.Reason, used[p.ID])
			}
			if p.State == settlement.PaymentFinal {
				sum, _ = sum.Add(p.Due)
			}
			return true
		})
	})
	r.t.Logf("%d payments on chain of %s units; %v", len(used), sum, states)
	if len(used) == 0 {
		r.t.Error("nothing was collected: the test tests nothing")
	}
}
