package main

import (
	"errors"

	"aidollar/api"
	"aidollar/config"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/tariff"
	"aidollar/node"
	"aidollar/rules/factfile"

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
	return nil, mistakesForAPI(err)
}

// mistakesForAPI puts what is wrong in a text into the API's words; nil for nothing.
func mistakesForAPI(err error) []api.Mistake {
	if err == nil {
		return nil
	}
	var mistakes config.Mistakes
	if !errors.As(err, &mistakes) {
		return []api.Mistake{{Code: "unreadable", Text: err.Error()}}
	}
	out := make([]api.Mistake, len(mistakes))
	for i, m := range mistakes {
		out[i] = api.Mistake{Line: m.Line, Column: m.Column, Code: m.Code, Text: m.Text}
	}
	return out
}

// factsFromYAML reads facts that were posted to the API.
func factsFromYAML(law *ruling.Law, registered []*facts.Entry, only ruling.Entity, text []byte) ([]*facts.Entry, []api.Mistake) {
	entries, err := factfile.ReadRegistered("facts", law, registered, only, text)
	return entries, mistakesForAPI(err)
}

// askFromYAML reads what the rules were asked over the API.
func askFromYAML(law *ruling.Law, text []byte) (*ruling.Ask, []api.Mistake) {
	ask, err := factfile.ReadAsk("request", law, text)
	return ask, mistakesForAPI(err)
}

// checksum prints an address as EIP-55 has it.
func checksum(a [20]byte) string { return common.Address(a).Hex() }
