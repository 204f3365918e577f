package main

import (
	"context"
	"slices"

	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// chartCodes are the codes of the chart of accounts, in its order.
var chartCodes = [...]uint16{
	clearing.AccountCustody, clearing.AccountChain, clearing.AccountEscrow, clearing.AccountArriving, clearing.AccountBuyer, clearing.AccountChannel, clearing.AccountSeller,
	clearing.AccountSale, clearing.AccountCarry, clearing.AccountPayout, clearing.AccountUnallocated, clearing.AccountLevy, clearing.AccountPosition, clearing.AccountRevenue, clearing.AccountLoss,
}

// houseCodes are those of the house's accounts for an asset.
var houseCodes = [...]uint16{clearing.AccountCustody, clearing.AccountPosition, clearing.AccountRevenue}

// tokenCodes are those of the house's accounts for a token.
var tokenCodes = [...]uint16{
	clearing.AccountChain, clearing.AccountArriving, clearing.AccountPayout, clearing.AccountUnallocated, clearing.AccountLoss, clearing.AccountEscrow,
}

// chartSums are the lines of the chart by asset.
type chartSums [][len(chartCodes)]console.ChartLine

// add sums an account up. What is on all accounts of an asset fits an amount, or
// the ledger had refused the posting.
func (c chartSums) add(m *clearing.Machine, id ledger.ID) {
	a, ok := m.Ledger().Account(id)
	if !ok || a.Asset == 0 || int(a.Asset) > len(c) {
		return
	}
	for i, code := range chartCodes {
		if code == a.Code {
			line := &c[a.Asset-1][i]
			line.Accounts++
			line.Debits, _ = line.Debits.Add(a.DebitsPosted)
			line.Credits, _ = line.Credits.Add(a.CreditsPosted)
		}
	}
}

// Chart implements console.Source. It looks at every party's accounts in one
// view, so that the sums are of one moment.
func (s *consoleSource) Chart(context.Context) (chart console.Chart, err error) {
	var sums chartSums
	var accounts uint64
	s.node.View(func(m *clearing.Machine) {
		m.Assets(func(number ledger.AssetID, a money.Asset) bool {
			sums = append(sums, chartLines(number, a))
			return true
		})
		for i := range sums {
			for _, code := range houseCodes {
				sums.add(m, clearing.HouseAccount(code, ledger.AssetID(i+1)))
			}
		}
		m.Settlement().Tokens(func(t settlement.TokenState) bool {
			for _, code := range tokenCodes {
				sums.add(m, clearing.TokenAccount(code, t.Number))
			}
			return true
		})
		m.Authorities(func(a clearing.Authority) bool {
			sums.add(m, a.Account)
			return true
		})
		m.Channels(func(c *payment.Channel) bool {
			sums.add(m, c.Account)
			return true
		})
		m.Parties(func(p clearing.Party) bool {
			for _, code := range partyCodes(p.Role) {
				sums.add(m, clearing.PartyAccount(p.ID, code))
				for i := range sums {
					if asset := ledger.AssetID(i + 1); asset != p.Asset {
						sums.add(m, clearing.FurtherAccount(p.ID, code, asset))
					}
				}
			}
			return true
		})
		accounts = m.Ledger().Stats().Accounts
	})
	for i := range sums {
		for _, line := range sums[i] {
			if line.Accounts > 0 {
				chart.Lines = append(chart.Lines, line)
				accounts -= line.Accounts
			}
		}
	}
	chart.Others = accounts
	return chart, nil
}

func chartLines(number ledger.AssetID, asset money.Asset) (lines [len(chartCodes)]console.ChartLine) {
	for i, code := range chartCodes {
		lines[i] = console.ChartLine{Asset: asset, Code: code}
		if slices.Contains(houseCodes[:], code) {
			lines[i].Sole = clearing.HouseAccount(code, number)
		}
	}
	return lines
}
