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

type voter struct {
	j   *Journal
	m   *tally
	err error
}

type cluster struct {
	t      *testing.T
	voters []voter
}

func openCluster(t *testing.T, n int) *cluster {
	t.Helper()
	var peers []Peer
	for i, a := range freeAddresses(t, n) {
		peers = append(peers, Peer{NodeID: fmt.Sprint(i + 1), Address: a})
	}
	opened := make(chan voter, n)
	for _, p := range peers {
		o := testOptions(t.TempDir())
		o.NodeID, o.Bind, o.Peers = p.NodeID, p.Address, peers
		go func() {
			m := &tally{}
			j, err := Open(o, m)
			opened <- voter{j, m, err}
		}()
	}
	c := &cluster{t: t}
	for range n {
		v := <-opened
		if v.err != nil {
			t.Fatal(v.err)
		}
		t.Cleanup(func() { _ = v.j.Close() })
		c.voters = append(c.voters, v)
	}
	return c
}

// eventually waits for what other voters have to bring about.
func (c *cluster) eventually(what string, ok func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("%s: not within 30 seconds", what)
		}
	}
}

// leader waits for one that is not except.
func (c *cluster) leader(except *Journal) (lead voter) {
	c.t.Helper()
	c.eventually("a leader", func() bool {
		for _, v := range c.voters {
			if v.j != except && v.j.Leads() {
				lead = v
				return true
			}
		}
		return false
	})
	return lead
}

// TestThreeVoters runs the same code with three voters: records reach all of
// them, a follower takes none, and the log goes on after the leader is gone.
func TestThreeVoters(t *testing.T) {
	c := openCluster(t, 3)
	var records [][]byte
	for i := range uint64(50) {
		records = append(records, payload(i, 3000))
	}
	first := c.leader(nil)
	mustAppend(t, first.j, records[:30]...)
	for _, v := range c.voters {
		if v.j == first.j {
			continue
		}
		if _, err := v.j.Append(records[0]).Wait(); CodeOf(err) != CodeNotLeader {
			t.Fatalf("a follower's Append gives %v", err)
		}
	}
	mustClose(t, first.j)
	second := c.leader(first.j)
	mustAppend(t, second.j, records[30:]...)
	_, want := second.j.Position()
	for _, v := range c.voters {
		if v.j == first.j {
			continue
		}
		c.eventually("all records at every voter", func() bool {
			seq, hash := v.j.Position()
			return seq == 50 && hash == want
		})
		if err := v.m.holds(records, 50); err != nil {
			t.Fatal(err)
		}
	}
}
