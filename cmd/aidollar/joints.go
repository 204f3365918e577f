package main

import (
	"errors"

	"aidollar/api"
	"aidollar/config"
	"aidollar/core/tariff"
	"aidollar/node"

	"github.com/ethereum/go-ethereum/common"
)

// nodeFailure classes the node's errors for the API.
func nodeFailure(err error) api.Failure {
	switch {
	case errors.Is(err, node.ErrBusy):
		return api.FailureBusy
	case errors.Is(err, node.ErrStopped):
		return api.FailureStopped
	case errors.Is(err, node.ErrUnknown):
		return api.FailureUnknown
	case errors.Is(err, node.ErrSize):
		return api.FailureSize
	}
	return api.FailureNone
}

// cardFromYAML reads a rate card that was posted to the API.
func cardFromYAML(text []byte) (*tariff.Card, []api.Mistake) {
	card, err := config.ParseCard("card", text)
	if err == nil {
		return card, nil
	}
	var mistakes config.Mistakes
	if !errors.As(err, &mistakes) {
		return nil, []api.Mistake{{Code: "card_unreadable", Text: err.Error()}}
	}
	out := make([]api.Mistake, len(mistakes))
	for i, m := range mistakes {
		out[i] = api.Mistake{Line: m.Line, Column: m.Column, Code: m.Code, Text: m.Text}
	}
	return nil, out
}

// checksum prints an address as EIP-55 has it.
func checksum(a [20]byte) string { return common.Address(a).Hex() }
