//go:build nodevnet

package main

import (
	"context"
	"errors"
	"log/slog"
)

// errNoDevnet is what a program for real money says of test chains.
var errNoDevnet = errors.New("this program was built without the test chain; start it with --chain=false")

func startDevnet(context.Context, string, uint64, *slog.Logger) (*devChain, error) {
	return nil, errNoDevnet
}

// devKeys are no keys: those of test chains are left out, too.
func devKeys() (house, payer string) { return "", "" }

// placeContracts is for test chains as well: its keys are those that are left out.
func placeContracts(context.Context, *devChain) error { return errNoDevnet }
