//go:build !nodevnet

package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"path/filepath"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/testchain"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/crypto"
)

// devnetFolder has the chain of a data directory that is kept.
const devnetFolder = "devnet"

// devTokens are the test dollars, in their smallest units, of each account that is
// known to everybody, as the chain inside has it.
const devTokens = 1_000_000_000_000

// startDevnet starts a chain in this process. One without a folder is forgotten.
func startDevnet(ctx context.Context, data string, id uint64, log *slog.Logger) (*devChain, error) {
	options := devnet.Options{Log: log, ChainID: id}
	if data != "" {
		options.Dir = filepath.Join(data, devnetFolder)
	}
	d, err := devnet.Start(ctx, options)
	if err != nil {
		return nil, err
	}
	house, payer := devKeys()
	return &devChain{RPC: d.RPC(), ID: d.ChainID(), Token: d.Token(), Final: "finalized", House: house, Payer: payer, Close: d.Close}, nil
}

// placeContracts makes a chain of somebody else's one like those of this process.
func placeContracts(ctx context.Context, c *devChain) error {
	chain := contracts.TestChain{Owner: devaccount.All()[0].Address, Custody: contracts.PayoutAddress, Amount: big.NewInt(devTokens)}
	for _, account := range devaccount.All() {
		chain.Funded = append(chain.Funded, account.Address)
	}
	err := testchain.Open(ctx, c.RPC, c.ID, &chain, c.Token)
	var wrong *testchain.WrongChainError
	var missing *testchain.MissingError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("%w; say --chain-id %d if that is the chain you mean", err, wrong.Got)
	case errors.As(err, &missing):
		return fmt.Errorf("%w; start a fresh anvil or Hardhat node, or leave --rpc out for the chain that comes along", err)
	}
	return err
}

// devKeys are the test chain's owner, who keeps the house, and somebody with money.
func devKeys() (house, payer string) {
	all := devaccount.All()
	return hex.EncodeToString(crypto.FromECDSA(all[0].Key)), hex.EncodeToString(crypto.FromECDSA(all[1].Key))
}
