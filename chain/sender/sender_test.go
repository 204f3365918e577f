package sender

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/devnet"

	"github.com/holiman/uint256"
)

func TestSend(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	s, _ := h.run()
	var ids []string
	for n := range byte(20) {
		id := fmt.Sprint("payout ", n)
		ids = append(ids, id)
		h.send(s, pays(id, n+1))
		h.send(s, pays(id, n+1)) // whoever is not sure sends it again
	}
	for _, id := range ids {
		h.await(s, id, Included)
	}
	if err := h.Mine(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	for n, id := range ids {
		status := h.await(s, id, Finalized)
		if status.State != Finalized || !status.Success || status.Fee.Sign() <= 0 || status.Nonce != uint64(n) {
			t.Errorf("%q ends as %+v", id, status)
		}
		if got := h.Balance(fresh(byte(n + 1))); got != uint64(n+1) {
			t.Errorf("recipient %d has %d", n+1, got)
		}
		h.eventually("the changes are told", func() bool {
			return slices.Equal(h.statesOf(id), []State{Queued, Sent, Included, Finalized})
		})
	}
	if _, err := s.Send(t.Context(), pays(ids[0], 99)); chain.Code(err) != CodeDiffers {
		t.Errorf("another intent under a known id is answered with %v", err)
	}
	if again := h.send(s, pays(ids[0], 1)); again.State != Finalized {
		t.Errorf("an intent that is final is sent again and is %s", again.State)
	}
}

func TestRefused(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	s, _ := h.run()
	much := pays("too much", 1)
	much.Data = codec.Transfer(fresh(1), new(uint256.Int).SetAllOne())
	h.send(s, much)
	status := h.await(s, "too much", Finalized)
	if status.State != Failed || status.Reason != chain.CodeReverts || status.HasNonce {
		t.Errorf("a transfer of more than there is ends as %+v", status)
	}
	tight := pays("tight", 2)
	tight.GasMax = 21_000
	h.send(s, tight)
	if status := h.await(s, "tight", Finalized); status.Reason != CodeGas || status.HasNonce {
		t.Errorf("a transfer with too little gas ends as %+v", status)
	}
	late := pays("late", 3)
	late.Deadline = time.Now().Add(-time.Second)
	h.send(s, late)
	if status := h.await(s, "late", Finalized); status.Reason != CodeDeadline || status.HasNonce {
		t.Errorf("a transfer past its deadline ends as %+v", status)
	}
	h.send(s, pays("good", 4))
	if status := h.await(s, "good", Included); status.Nonce != 0 {
		t.Errorf("what was refused has cost a nonce: the next is %d", status.Nonce)
	}
}
