package testchain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	gasToPlace  = 16_000_000            // for a constructor, below what a transaction may use
	someEther   = "0x56bc75e2d63100000" // 100 ether
	includeTime = 30 * time.Second      // until a transaction is in a block
	minePause   = 200 * time.Millisecond
	lookPause   = 5 * time.Millisecond
)

// Asker makes requests of JSON-RPC; *rpc.Client is one.
type Asker interface {
	CallContext(ctx context.Context, result any, method string, arguments ...any) error
}

// WrongChainError says that a node is of another chain.
type WrongChainError struct{ Want, Got uint64 }

func (e *WrongChainError) Error() string {
	return fmt.Sprintf("the chain there has the id %d, and %d is wanted", e.Got, e.Want)
}

// MissingError says that contracts are not there, and that the node does not let
// them be put there.
type MissingError struct {
	Missing []contracts.Placement
	Cause   error
}

func (e *MissingError) Error() string {
	var names []string
	for _, p := range e.Missing {
		names = append(names, p.Name+" at "+p.Address.Hex())
	}
	return "there is no " + strings.Join(names, ", no ") + ", and the node takes neither anvil_setCode nor hardhat_setCode to put it there: " + e.Cause.Error()
}

// Unwrap gives what the node answered.
func (e *MissingError) Unwrap() error { return e.Cause }

// Open asks a node which chain it is of, which must be the one that is wanted, and
// places there what is missing of the contracts, as Place does.
func Open(ctx context.Context, url string, id uint64, chain *contracts.TestChain, token common.Address) error {
	client, err := rpc.DialContext(ctx, url)
	if err != nil {
		return err
	}
	defer client.Close()
	var got hexutil.Uint64
	if err := client.CallContext(ctx, &got, "eth_chainId"); err != nil {
		return fmt.Errorf("it does not tell its chain's id: %w", err)
	}
	if uint64(got) != id {
		return &WrongChainError{id, uint64(got)}
	}
	return Place(ctx, client, chain, token)
}

// Place puts the contracts where they belong that are not there. A token at another
// address than the test dollar's is somebody's own: it must be there, and no test
// dollar is placed. The test tokens that are placed are minted.
func Place(ctx context.Context, node Asker, chain *contracts.TestChain, token common.Address) error {
	missing, err := lacking(ctx, node, chain, token)
	if err != nil || len(missing) == 0 {
		return err
	}
	p := &placer{node: node, owner: chain.Owner}
	if err := p.find(ctx); err != nil {
		return &MissingError{missing, err}
	}
	if err := p.as(ctx, "impersonateAccount", p.owner); err != nil {
		return err
	}
	placed := map[common.Address]bool{}
	for _, m := range missing {
		if err := p.place(ctx, &m); err != nil {
			// A constructor that stays there would pass for the contract the next time.
			_ = p.as(context.WithoutCancel(ctx), "setCode", m.Address, "0x")
			return fmt.Errorf("placing %s at %s: %w", m.Name, m.Address, err)
		}
		placed[m.Address] = true
	}
	for _, call := range chain.Calls() {
		if !placed[call.To] {
			continue
		}
		if err := p.send(ctx, call.From, call.To, call.Data); err != nil {
			return fmt.Errorf("minting the token at %s: %w", call.To, err)
		}
	}
	return p.as(ctx, "stopImpersonatingAccount", p.owner)
}

func lacking(ctx context.Context, node Asker, chain *contracts.TestChain, token common.Address) (missing []contracts.Placement, err error) {
	there := func(at common.Address) (is bool) {
		var code hexutil.Bytes
		if failed := node.CallContext(ctx, &code, "eth_getCode", at, "latest"); failed != nil && err == nil {
			err = fmt.Errorf("asking for the code at %s: %w", at, failed)
		}
		return len(code) > 0
	}
	own := token != contracts.TokenAddress
	if own && !there(token) && err == nil {
		return nil, fmt.Errorf("there is no contract at %s, which is to be the token", token)
	}
	for _, p := range chain.Placements() {
		if !(own && p.Address == contracts.TokenAddress) && !there(p.Address) {
			missing = append(missing, p)
		}
	}
	return missing, err
}

// placer sets a node's state, by the names that it knows the methods by.
type placer struct {
	node   Asker
	owner  common.Address
	prefix string
}

// find finds out which names those are, by giving the owner gas.
func (p *placer) find(ctx context.Context) error {
	var refusals []error
	for _, p.prefix = range []string{"anvil_", "hardhat_"} {
		err := p.as(ctx, "setBalance", p.owner, someEther)
		if err == nil {
			return nil
		}
		refusals = append(refusals, err)
	}
	return errors.Join(refusals...)
}

func (p *placer) as(ctx context.Context, method string, arguments ...any) error {
	return p.node.CallContext(ctx, nil, p.prefix+method, arguments...)
}

// place runs a constructor at the contract's address: once to learn the code that
// it returns, once for what it stores.
func (p *placer) place(ctx context.Context, c *contracts.Placement) error {
	if err := p.as(ctx, "setCode", c.Address, hexutil.Bytes(c.Init)); err != nil {
		return err
	}
	var code hexutil.Bytes
	if err := p.node.CallContext(ctx, &code, "eth_call", transaction(p.owner, c.Address, nil), "latest"); err != nil {
		return err
	}
	if err := p.send(ctx, p.owner, c.Address, nil); err != nil {
		return err
	}
	return p.as(ctx, "setCode", c.Address, code)
}

func transaction(from, to common.Address, data []byte) map[string]any {
	return map[string]any{"from": from, "to": to, "data": hexutil.Bytes(data), "gas": hexutil.Uint64(gasToPlace)}
}

// send sends a transaction that must succeed. Where blocks do not come by
// themselves, or seldom, one is asked for.
func (p *placer) send(ctx context.Context, from, to common.Address, data []byte) error {
	var hash common.Hash
	if err := p.node.CallContext(ctx, &hash, "eth_sendTransaction", transaction(from, to, data)); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, includeTime)
	defer cancel()
	for mine := time.Now().Add(minePause); ; {
		var receipt *struct{ Status hexutil.Uint64 }
		if err := p.node.CallContext(ctx, &receipt, "eth_getTransactionReceipt", hash); err != nil {
			return err
		}
		switch {
		case receipt != nil && receipt.Status == 1:
			return nil
		case receipt != nil:
			return errors.New("the transaction reverted")
		case time.Now().After(mine):
			mine = time.Now().Add(minePause)
			if err := p.node.CallContext(ctx, nil, "evm_mine"); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("the transaction is in no block")
		case <-time.After(lookPause):
		}
	}
}
