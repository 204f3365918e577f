//go:build !nodevnet

package main

import (
	"context"
	"encoding/hex"
	"log/slog"
	"path/filepath"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"

	"github.com/ethereum/go-ethereum/crypto"
)

// devnetFolder has the chain of a data directory that is kept.
const devnetFolder = "devnet"

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

// devKeys are the test chain's owner, who keeps the house, and somebody with money.
func devKeys() (house, payer string) {
	all := devaccount.All()
	return hex.EncodeToString(crypto.FromECDSA(all[0].Key)), hex.EncodeToString(crypto.FromECDSA(all[1].Key))
}
