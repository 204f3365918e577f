package bench

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"aidollar/contracts"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// PaymentsOptions say what Payments measures.
type PaymentsOptions struct {
	GatewayOptions     // of the calls that are paid for
	Payments       int // verified in a round; on the chain a tenth of them
	Owner, Payer   string
	// Facts are what a chain says of payments, as the house asks for it.
	Facts func(ctx context.Context, rpc string, chainID uint64) (facts facilitator.Facts, done func(), err error)
}

// Payments measures what wallets' payments cost: to verify, to take at the gateway,
// and to move on the chain, each beside what would be done without them.
func Payments(ctx context.Context, w io.Writer, o PaymentsOptions) (err error) {
	Facts(w)
	fmt.Fprintf(w, "payments: %d rounds; %d verified in each; %d connections, %s a measurement, journal on %s\n\n", o.Rounds, o.Payments, o.Connections, o.Span, o.Dir)
	node, err := o.start("bench", "chain")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, node.stop()) }()
	n, err := dialTestnet(ctx, node.url)
	if err != nil {
		return err
	}
	defer n.client.Close()
	owner, err := n.account(ctx, o.Owner)
	if err != nil {
		return err
	}
	payer, err := n.account(ctx, o.Payer)
	if err != nil {
		return err
	}
	facts, done, err := o.Facts(ctx, node.url, n.id)
	if err != nil {
		return err
	}
	defer done()
	if err := o.judge(ctx, w, &judged{chainID: n.id, payer: payer.key, facts: facts, pid: node.command.Process.Pid}); err != nil {
		return err
	}
	if err := moves(ctx, w, n, owner, payer); err != nil {
		return err
	}
	return o.paidCalls(ctx, w, n, owner, payer)
}

// newWallet pays in the test chain's token for one key, with limits that no run
// reaches.
func newWallet(chainID uint64, key *ecdsa.PrivateKey) (*wallet.Wallet, error) {
	most := *uint256.NewInt(1 << 60)
	return wallet.New(wallet.NewKey(key), []wallet.Token{{ChainID: chainID, Asset: contracts.TokenAddress, PaymentMax: most, TotalMax: most}}, nil)
}

// testKey is a key that is always the same for the same words.
func testKey(format string, arguments ...any) (*ecdsa.PrivateKey, error) {
	return crypto.ToECDSA(crypto.Keccak256(fmt.Appendf(nil, format, arguments...)))
}

// testAddress is an address that nobody has the key of.
func testAddress(format string, arguments ...any) common.Address {
	return common.BytesToAddress(crypto.Keccak256(fmt.Appendf(nil, format, arguments...)))
}

// ownTime is the processor time of this process so far, which other processes on
// the machine do not add to.
func ownTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
