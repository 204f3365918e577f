package evmsig

import (
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// TestSeparatorsAreToldApart asks for domains that differ in one thing each, more
// than are kept and many for the same place, from several goroutines at once.
func TestSeparatorsAreToldApart(t *testing.T) {
	var domains []Domain
	for i := range 3 * separatorsKept {
		one := common.BigToAddress(common.Big1)
		one[common.AddressLength/2] = byte(i)
		domains = append(domains,
			Domain{"USD Coin", "2", 1, one}, Domain{"USD Coin", "1", 1, one}, Domain{"USDC", "2", 1, one}, Domain{"USD Coin", "2", 1 + separatorsKept, one})
	}
	seen := map[common.Hash]bool{}
	for _, d := range domains {
		seen[d.hash()] = true
	}
	if len(seen) != len(domains) {
		t.Fatalf("%d domains have %d separators", len(domains), len(seen))
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, d := range domains {
				for range 2 { // made, and kept
					if got, want := d.Separator(), d.hash(); got != want {
						t.Errorf("the separator of %+v is %s, want %s", d, got, want)
					}
				}
			}
		})
	}
	all.Wait()
}
