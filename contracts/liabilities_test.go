package contracts_test

import (
	"testing"

	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
)

// What was published of a period stays as it is, and is the sender's own.
func TestLiabilitiesArePublishedOnce(t *testing.T) {
	c := chain(t)
	house, other := c.Accounts()[0], c.Accounts()[1]
	at, liabilities := contracts.LiabilitiesAddress, contracts.NewLiabilities()
	usd, root, statement := common.RightPadBytes([]byte("USD"), 32), word("root"), word("statement")
	publish := func(asset []byte, period uint64, root common.Hash) []byte {
		return liabilities.PackPublish([32]byte(asset), period, root, statement)
	}
	wants(t, "without a root", c.Revert(house.Address, at, publish(usd, 7, common.Hash{})), "ZeroRoot")
	receipt := c.Do(house, at, publish(usd, 7, root))
	events := logs(receipt, liabilities.UnpackPublishedEvent)
	if len(events) != 1 || events[0].House != house.Address || events[0].Period != 7 || events[0].Root != root || events[0].Statement != statement || events[0].Asset != [32]byte(usd) {
		t.Fatalf("%+v", events)
	}
	wants(t, "again", c.Revert(house.Address, at, publish(usd, 7, root)), "AlreadyPublished")
	wants(t, "another root", c.Revert(house.Address, at, publish(usd, 7, word("another"))), "AlreadyPublished")
	eur := common.RightPadBytes([]byte("EUR"), 32)
	c.Do(house, at, publish(usd, 8, word("later")))
	c.Do(house, at, publish(eur, 7, word("euro")))
	c.Do(other, at, publish(usd, 7, word("another house")))
	for _, want := range []struct {
		house  common.Address
		asset  []byte
		period uint64
		root   common.Hash
	}{{house.Address, usd, 7, root}, {house.Address, usd, 8, word("later")}, {house.Address, eur, 7, word("euro")},
		{other.Address, usd, 7, word("another house")}, {other.Address, usd, 8, common.Hash{}}} {
		got, err := liabilities.UnpackPublications(c.Call(at, liabilities.PackPublications(want.house, [32]byte(want.asset), want.period)))
		if err != nil || got.Root != want.root || (got.PublishedAt != 0) != (want.root != common.Hash{}) {
			t.Errorf("of period %d: %+v, %v", want.period, got, err)
		}
	}
}
