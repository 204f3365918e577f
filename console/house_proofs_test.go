package console

import (
	"context"
	"fmt"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// The statements of the test house: of 60, the newest is short and the third was
// not compared; the buyer is counted in all but the second.

func testDigest(n int) string { return fmt.Sprintf("%064x", 0xabcdef0000+n) }

func testProof(i int) Proof {
	p := Proof{
		Period: testID(8000 + uint64(i)), Asset: money.USD(), Number: uint64(60 - i), At: noon - int64(i)*24*3600e9, Next: noon + 24*3600e9,
		Owed: money.Units(9_007_250_123_456), Held: money.Units(9_130_000_000_000), HeldKnown: true, Ratio: "1.0136", Leaves: 5,
		Root: testDigest(i), KeyID: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", Digest: testDigest(100 + i), Previous: testDigest(101 + i),
		Record: uint64(9000 - i), LogHash: testDigest(200 + i), OffChain: money.Units(124_750_000_000), Receivable: money.Units(7_250_000_000), Statement: "a.b.c",
		Tokens: []ProofToken{{
			Token: "eip155:8453/erc20:" + testContract, House: testAddress, Custody: money.Units(8_805_250_000_000), Escrow: money.Units(200_000_000_000),
			Arriving: money.Units(12_345_678_900), Compared: true, Block: 21_345_678, BlockHash: testHash(i), At: noon,
			OnChain: money.Units(8_805_250_000_000), EscrowOnChain: money.Units(200_000_000_000),
		}},
	}
	p.OnChain = &ProofOnChain{Registry: "eip155:8453:" + testContract, House: testAddress, State: "final", Tx: testHash(i), Block: uint64(21_345_690 - i)}
	switch i {
	case 0:
		p.OnChain.State, p.OnChain.Tx, p.OnChain.Block = "sent", "", 0
		p.Held, p.Ratio = money.Units(9_000_000_000_000), "0.9991"
	case 1:
		p.OnChain.State, p.OnChain.Reason = "failed", "would_revert AlreadyPublished"
	case 2:
		p.OnChain = nil
		p.HeldKnown, p.Ratio = false, ""
		p.Tokens[0].Compared = false
	}
	return p
}

func (h *house) Proofs(_ context.Context, cursor string, limit int) (page ProofPage, err error) {
	var all []Proof
	for i := range min(len(h.receipts), 60) {
		all = append(all, testProof(i))
	}
	from, end, next, err := cut(cursor, limit, len(all))
	if err != nil {
		return page, err
	}
	return ProofPage{all[from:end], next}, h.err
}

func (h *house) Proof(_ context.Context, period ledger.ID) (Proof, error) {
	for i := range 60 {
		if p := testProof(i); p.Period == period {
			return p, h.err
		}
	}
	return Proof{}, ErrNotFound
}

func (h *house) ProofCheck(_ context.Context, period, party ledger.ID) (out ProofCheck, err error) {
	if party != partyBuyer.ID || period == testID(8001) {
		return out, ErrNotFound
	}
	out = ProofCheck{Party: partyBuyer, Amount: money.Units(12_250_000_000), Salt: testDigest(1), Leaf: testDigest(2), File: []byte(`{"party":"buyer"}`)}
	sum := out.Amount
	for n := range 3 {
		beside, hash := money.Units(uint64(n)*1_000_123_456), testDigest(20+n)
		if n == 2 {
			beside, hash = testProof(0).Owed.SubFloor(sum), testDigest(int(period.Lo-testID(8000).Lo))
		}
		sum, _ = sum.Add(beside)
		out.Steps = append(out.Steps, ProofStep{Number: uint64(n + 1), Left: n == 1, Sum: beside, Hash: testDigest(10 + n), ToSum: sum, ToHash: hash, Reached: true})
	}
	if period == testID(8002) {
		out.Problem, out.Steps[2].Reached = "the path leads to another root", false
	}
	return out, nil
}
