package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"aidollar/chain"
	"aidollar/contracts"
	"aidollar/core/money"
	"aidollar/proof"

	"github.com/ethereum/go-ethereum/common"
)

// onChain holds a statement against the chain that a reader asks by an endpoint of
// his own: what the registry has, and what the house had there in the block that is
// stated. It says what was found.
func (v *verification) onChain(ctx context.Context, s *proof.Statement, text string) (found []string, err error) {
	if s.Registry == nil {
		return nil, errors.New("the statement promises to put its root on no chain; leave --rpc out [registry_missing]")
	}
	id, registry, err := parseRegistry(s.Registry.Contract)
	if err != nil {
		return nil, err
	}
	client, err := chain.Open(ctx, chain.Config{ID: id, URLs: []string{v.rpc}})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	head, err := client.Latest(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.knownRegistry(ctx, client, head.Number, registry); err != nil {
		return nil, err
	}
	house, asset := common.HexToAddress(s.Registry.House), proof.RegistryAsset(s.Asset.Code)
	is, next, err := recorded(ctx, client, head.Number, registry, house, asset, s.Number)
	if err != nil {
		return nil, err
	}
	if err := s.Recorded(text, is, next, v.past); err != nil {
		return nil, err
	}
	found = append(found, fmt.Sprintf("its root stands in %s of chain %d since %s, published by %s", registry.Hex(), id, is.At.UTC().Format(time.RFC3339), house.Hex()))
	for i := range s.Custody.Tokens {
		said, err := heldOnChain(ctx, client, id, s, &s.Custody.Tokens[i])
		if err != nil {
			return nil, err
		}
		if said != "" {
			found = append(found, said)
		}
	}
	return found, nil
}

// parseRegistry reads a contract's name by CAIP-10.
func parseRegistry(text string) (id uint64, at common.Address, err error) {
	parts := strings.Split(text, ":")
	if len(parts) == 3 && parts[0] == "eip155" && common.IsHexAddress(parts[2]) {
		if id, err = strconv.ParseUint(parts[1], 10, 64); err == nil && id != 0 {
			return id, common.HexToAddress(parts[2]), nil
		}
	}
	return 0, at, fmt.Errorf("the registry %q is no contract by CAIP-10, such as eip155:8453:0x… [registry_malformed]", text)
}

// knownRegistry makes sure that the contract is one that keeps what was said to it:
// that which this program knows, or that which the reader knows himself.
func (v *verification) knownRegistry(ctx context.Context, client *chain.Client, block uint64, at common.Address) error {
	if v.registry != "" {
		if !common.IsHexAddress(v.registry) || common.HexToAddress(v.registry) != at {
			return fmt.Errorf("the statement names the registry %s, and --registry says %s [registry_differs]", at.Hex(), v.registry)
		}
		return nil
	}
	code, err := client.Code(ctx, block, at)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(code); hex.EncodeToString(sum[:]) != proof.RegistryCode {
		return fmt.Errorf("what stands at %s is not the registry that this program knows; if you know it, say --registry %s [registry_unknown]", at.Hex(), at.Hex())
	}
	return nil
}

// recorded asks what the registry has of a number and of the next one.
func recorded(ctx context.Context, client *chain.Client, block uint64, registry, house common.Address, asset [32]byte, number uint64) (is, next proof.Record, err error) {
	liabilities := contracts.NewLiabilities()
	answers, err := client.Views(ctx, block, []chain.Call{
		{To: registry, Data: liabilities.PackPublications(house, asset, number)}, {To: registry, Data: liabilities.PackPublications(house, asset, number+1)},
	})
	if err != nil {
		return is, next, err
	}
	for i, into := range []*proof.Record{&is, &next} {
		p, err := liabilities.UnpackPublications(answers[i])
		if err != nil {
			return is, next, fmt.Errorf("the registry %s does not answer as one: %w", registry.Hex(), err)
		}
		if p.PublishedAt != 0 {
			*into = proof.Record{Root: p.Root, Statement: p.Statement, At: time.Unix(int64(p.PublishedAt), 0)}
		}
	}
	return is, next, nil
}

// heldOnChain holds what is stated of a token against the chain in that very block:
// that it was this block, and that the house had as much.
func heldOnChain(ctx context.Context, client *chain.Client, id uint64, s *proof.Statement, k *proof.Token) (string, error) {
	of, contract, ok := strings.Cut(k.Token, "/erc20:")
	if !ok || of != fmt.Sprint("eip155:", id) || k.Compared == nil {
		return "", nil
	}
	c := k.Compared
	b, err := client.Block(ctx, c.Block)
	if err != nil {
		return "", err
	}
	if b.Hash.Hex() != c.Hash {
		return "", fmt.Errorf("block %d of chain %d has the hash %s, the statement says %s [block_differs]", c.Block, id, b.Hash.Hex(), c.Hash)
	}
	balances, err := client.Balances(ctx, c.Block, []chain.Holding{{Token: common.HexToAddress(contract), Holder: common.HexToAddress(k.House)}})
	if err != nil {
		return "", fmt.Errorf("the balance in block %d cannot be read; a node that keeps all states (an archive) can: %w", c.Block, err)
	}
	stated, err := money.ParseDecimal(c.OnChain, s.Asset.Scale)
	if err != nil {
		return "", err
	}
	decimals, err := client.Decimals(ctx, c.Block, common.HexToAddress(contract))
	if err != nil {
		return "", err
	}
	has, ok := inLedger(balances[0][0], balances[0][1], s.Asset.Scale, decimals)
	if !ok || balances[0][2]|balances[0][3] != 0 || has != stated {
		return "", fmt.Errorf("in block %d the house had %s of %s in the token's units, the statement says %s [balance_differs]", c.Block, balances[0].Dec(), k.Token, c.OnChain)
	}
	return fmt.Sprintf("in block %d of chain %d the house had %s %s in %s", c.Block, id, c.OnChain, s.Asset.Code, contract), nil
}

// inLedger is an amount of a token in an asset's ledger units.
func inLedger(lo, hi uint64, scale, decimals uint8) (a money.Amount, ok bool) {
	a, ok = money.Amount{Hi: hi, Lo: lo}, decimals <= scale
	for range int(scale) - int(decimals) {
		if !ok {
			return a, false
		}
		a, ok = a.Mul64(10)
	}
	return a, ok
}
