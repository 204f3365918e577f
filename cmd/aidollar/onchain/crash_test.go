package onchain

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/pay/x402/service"
)

// What the child is told.
const (
	childStep  = "SETTLER_CHILD_STEP" // where it kills itself
	childRPC   = "SETTLER_CHILD_RPC"
	childDir   = "SETTLER_CHILD_DIR"
	childOrder = "SETTLER_CHILD_ORDER" // its number
	childChain = "SETTLER_CHILD_CHAIN"
)

// TestMain lets the test's program be the one that is killed.
func TestMain(m *testing.M) {
	if os.Getenv(childStep) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// child settles an order and is killed at a step: of the settler's own, or once
// the order has a transaction, which no block takes.
func child() error {
	number, err := strconv.ParseUint(os.Getenv(childOrder), 10, 8)
	if err != nil {
		return err
	}
	id, err := strconv.ParseUint(os.Getenv(childChain), 10, 64)
	if err != nil {
		return err
	}
	o, err := orderFor(id, byte(number))
	if err != nil {
		return err
	}
	s, c, _, err := opened(id, os.Getenv(childRPC), os.Getenv(childDir), 0, time.Now)
	if err != nil {
		return err
	}
	step := os.Getenv(childStep)
	s.fault = func(at string) {
		if at == step {
			die()
		}
	}
	kept := orderOf(o)
	go func() {
		for range time.Tick(5 * time.Millisecond) {
			if status, _, err := c.sender.Status(kept.intent(0)); err == nil && step == "signed" && len(status.Hashes) > 0 {
				die()
			}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	outcome, err := s.Settle(ctx, o)
	return fmt.Errorf("step %s was not reached: %+v, %w", step, outcome, err)
}

// TestKilledInBetween kills the program between an order's acceptance, its way
// into the outbox, its signature and its block. Afterwards the key is the order's,
// and it is carried out once.
func TestKilledInBetween(t *testing.T) {
	d := newDesk(t, devnet.Options{Instant: true})
	for i, step := range []string{"accepted", "sent", "signed"} {
		d.close()
		d.Pause()
		number := byte(i + 1)
		command := exec.CommandContext(t.Context(), os.Args[0])
		command.Env = append(os.Environ(), childStep+"="+step, childRPC+"="+d.RPC(), childDir+"="+d.dir,
			childOrder+"="+strconv.Itoa(int(number)), childChain+"="+strconv.FormatUint(d.ChainID(), 10))
		out, err := command.CombinedOutput()
		if status, is := command.ProcessState.Sys().(syscall.WaitStatus); !is || status.Signal() != syscall.SIGKILL {
			t.Fatalf("at %q the child ended otherwise: %v: %s", step, err, out)
		}
		d.open()
		o, err := orderFor(d.ChainID(), number)
		if err != nil {
			t.Fatal(err)
		}
		other := *o
		other.ID[31] = 1
		outcome, err := d.settler.Settle(d.within(patience), &other)
		d.want(service.Taken, outcome, err)
		d.Chain.Resume()
		if step == "signed" {
			// Nobody has to ask for what was begun.
			d.eventually("it is carried out", func() bool { return d.Balance(o.Payment.To) > 0 })
		}
		outcome, err = d.settler.Resume(d.within(patience), o.Key, o.ID)
		d.settled(o, outcome, err)
		outcome, err = d.settler.Settle(d.within(patience), o)
		d.settled(o, outcome, err)
		if n := d.sends(); n != uint64(number) {
			t.Errorf("killed at %q: %d orders took %d transactions", step, number, n)
		}
	}
}
