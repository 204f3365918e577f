package journal

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// freeAddresses asks the kernel for ports that were free a moment ago.
func freeAddresses(t *testing.T, n int) (out []string) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		out = append(out, l.Addr().String())
	}
	return out
}

// TestThreeVoters runs the same code with three voters: records reach all of
// them, a follower takes none, and the log goes on after the leader is gone.
func TestThreeVoters(t *testing.T) {
	addrs := freeAddresses(t, 3)
	var peers []Peer
	for i, a := range addrs {
		peers = append(peers, Peer{NodeID: fmt.Sprint(i + 1), Address: a})
	}
	type voter struct {
		j   *Journal
		m   *tally
		err error
	}
	opened := make(chan voter, 3)
	for _, p := range peers {
		o := testOptions(t.TempDir())
		o.NodeID, o.Bind, o.Peers = p.NodeID, p.Address, peers
		go func() {
			m := &tally{}
			j, err := Open(o, m)
			opened <- voter{j, m, err}
		}()
	}
	var voters []voter
	for range 3 {
		v := <-opened
		if v.err != nil {
			t.Fatal(v.err)
		}
		defer v.j.Close()
		voters = append(voters, v)
	}
	leader := func(except *Journal) voter {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
			for _, v := range voters {
				if v.j != except && v.j.Leads() {
					return v
				}
			}
		}
		t.Fatal("nobody leads")
		return voter{}
	}
	var records [][]byte
	for i := range uint64(50) {
		records = append(records, payload(i, 3000))
	}
	first := leader(nil)
	mustAppend(t, first.j, records[:30]...)
	for _, v := range voters {
		if v.j != first.j {
			if _, err := v.j.Append(records[0]).Wait(); CodeOf(err) != CodeNotLeader {
				t.Fatalf("a follower's Append gives %v", err)
			}
		}
	}
	mustClose(t, first.j)
	second := leader(first.j)
	mustAppend(t, second.j, records[30:]...)
	for _, v := range voters {
		for deadline := time.Now().Add(20 * time.Second); v.j != first.j; time.Sleep(5 * time.Millisecond) {
			seq, hash := v.j.Position()
			if _, want := second.j.Position(); seq == 50 && hash == want {
				if err := v.m.holds(records, 50); err != nil {
					t.Fatal(err)
				}
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("a voter is at record %d, the leader at 50", seq)
			}
		}
	}
}
