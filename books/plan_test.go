package books

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/policy"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// derived are walks through what a query has found through indexes before.
var derived = map[string]bool{
	"SCAN rows": true, "SCAN debits": true, "SCAN credits": true, "SCAN earlier_debits": true, "SCAN earlier_credits": true, "SCAN holds": true, "SCAN buckets": true, "SCAN b": true, "SCAN search": true,
}

// Every query but Totals finds its rows through an index: books hold hundreds of
// millions of them.
func TestQueriesScanNoTable(t *testing.T) {
	b, err := Open(filepath.Join(t.TempDir(), "books.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }() // nothing was written
	texts := []string{
		historyText, historyEffectiveText, sumKnown, sumText, redateText, receiptPostings, postingText, causeText,
		shareText, callsBetween, holdSince, selectHold, selectCall, selectBuyer, selectModel,
		change("calls", closedRow, "n").text, callText, postingSince, callSince,
		selectUsed, selectNextUsed, selectFacet, usageOfOwner, usageOfAll, facetText, directoryText, namesText, callsCharged,
		feedPostings, feedChanges, feedEnd, feedOwner, usesAll, usesOf, useLines, useCharged, creditsText, chargePostings, grantOfAccount, recentPostings, recentMoves, recentChanges, recentChangesOf,
		comparisonsAll, comparisonsDiffer, selectBefore, selectComparison, pegsOf, selectPeg, paymentText, arrivalText, payoutText, itemsText, itemsOf, stepsText,
		addressText, transactionText, feedPayees, channelText, channelSteps, selectChannel,
		refundText, disputeText, feedRefunded, feedDisputed,
		conversionByID, conversionsAll, conversionsOfParty, ratesOfPair,
		ruleSetList, ruleSetText, factHistory, factsAt, updateFacts, feedFacts, decisionText, decisionSince,
		reviewByID, reviewHistory, attestationByID, revokeAttestation, dutyText,
		quotaHistory, closeQuotaDraw, saleText, saleLevies, saleUses, saleSince, feedQuota, feedSold,
	}
	for _, f := range []CallFilter{{}, {Key: ledger.ID{Lo: 1}}, {Key: ledger.ID{Lo: 1}, Model: "m"}} {
		text, _ := f.text(1, 2, 3, "")
		texts = append(texts, text)
	}
	for _, role := range []string{clearing.RoleBuyer.String(), clearing.RoleSeller.String()} {
		text, _ := (&CallFilter{Party: ledger.ID{Lo: 1}, Model: "m"}).text(1, 2, 3, role)
		texts = append(texts, text)
	}
	texts = append(texts, chainTexts()...)
	texts = append(texts, creditTexts()...)
	texts = append(texts, recourseTexts()...)
	texts = append(texts, decisionTexts()...)
	texts = append(texts, reviewTexts()...)
	texts = append(texts, saleTexts()...)
	texts = append(texts, dutyTexts()...)
	for _, text := range texts {
		plan, err := explain(b, text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		for _, step := range plan {
			// A subquery and a constant row are no tables.
			if strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "subquery") && !strings.Contains(step, "CONSTANT") && !derived[step] {
				t.Errorf("%s\n%s", text, step)
			}
		}
	}
}

// chainTexts are the queries of every filter about chains that has an index of its
// own.
func chainTexts() (texts []string) {
	id := ledger.ID{Lo: 1}
	for _, f := range []PaymentFilter{{Party: id}, {Call: id, Party: id}, {Token: 1}, {State: settlement.PaymentFailed, Party: id}, {State: settlement.PaymentFinal, Party: id}, {State: settlement.PaymentFinal}} {
		text, _ := walkDown("payments", paymentColumns, f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	for _, f := range []ArrivalFilter{{Party: id, State: clearing.ArrivalFinal}, {Payment: id}, {Token: 1}, {State: clearing.ArrivalSeen}, {Unallocated: true}, {Tx: settlement.Hash{1}}, {Channel: payment.ChannelID{1}}} {
		text, _ := walkDown("arrivals", arrivalColumns, f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	for _, f := range []PayoutFilter{{Token: 1}, {State: clearing.PayoutSeen}, {Tx: settlement.Hash{1}}} {
		text, _ := walkDown("payouts", payoutColumns, f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	for _, f := range []SetOffFilter{{Period: id}, {Seller: id}, {Buyer: id}, {Period: id, Buyer: id}} {
		text, _ := walkDown("set_offs", setOffRow, f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	for _, f := range []ChannelFilter{{Party: id, State: ChannelOpen}, {Token: 1, State: ChannelEmpty}, {State: ChannelEnding}} {
		text, _ := walkDown("channels", channelColumns, f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	text, _ := (&PayoutFilter{Party: id, Token: 1, State: clearing.PayoutClosed}).text(2, 3)
	payees, _ := walkDown("payees", payeeRow, []condition{{"party", id, true}}, 1, 2, 3)
	return append(texts, text, payees)
}

// creditTexts are the same about credit.
func creditTexts() (texts []string) {
	id := ledger.ID{Lo: 1}
	for _, f := range []InvoiceFilter{{Party: id}, {State: credit.InvoiceOverdue, Party: id}, {State: credit.InvoicePaid, Party: id}, {State: credit.InvoiceOpen}} {
		text, _ := walkDown("invoices", invoiceColumns, f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	lines, _ := walkDown("credit_lines", lineColumns, partyCondition(id), 1, 2, 3)
	grants, _ := walkDown("grants", grantColumns, partyCondition(id), 1, 2, 3)
	return append(texts, lines, invoiceText, grants, grantText, callPartsText)
}

// recourseTexts are the queries of every filter about refunds and disputes that has
// an index of its own.
func recourseTexts() (texts []string) {
	id := ledger.ID{Lo: 1}
	for _, f := range []RecourseFilter{{Call: id, Party: id}, {Party: id}, {State: 1}, {State: 1, Party: id}, {Party: id, State: 3}} {
		for _, role := range []clearing.Role{clearing.RoleBuyer, clearing.RoleSeller} {
			refunds, _ := walkDown("refunds", refundColumns, f.conditions(role, f.State == 1), 1, 2, 3)
			disputes, _ := walkDown("disputes", disputeColumns, f.conditions(role, f.State == 1), 1, 2, 3)
			texts = append(texts, refunds, disputes)
		}
	}
	return texts
}

// Each filter goes through the index that leads to the fewest calls.
func TestFiltersHaveTheirIndex(t *testing.T) {
	b, err := Open(filepath.Join(t.TempDir(), "books.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }() // nothing was written
	buyer, seller := clearing.RoleBuyer.String(), clearing.RoleSeller.String()
	id, voided, open := ledger.ID{Lo: 1}, clearing.CallVoided, CallOpen
	for _, c := range []struct {
		filter CallFilter
		role   string
		index  string
	}{
		{CallFilter{Key: id, Party: id, Model: "m"}, buyer, "calls_key"}, {CallFilter{Party: id, Model: "m", State: &open}, buyer, "calls_buyer"},
		{CallFilter{Channel: 1, Party: id, Region: "r"}, buyer, "calls_channel"},
		{CallFilter{Project: id, Party: id, Region: "r"}, buyer, "calls_project"}, {CallFilter{Region: "r", Party: id}, seller, "calls_region"},
		{CallFilter{Party: id, Model: "m"}, seller, "calls_model"}, {CallFilter{Party: id}, seller, "calls_seller"},
		{CallFilter{Party: id, State: &voided}, seller, "calls_state"}, {CallFilter{State: &voided}, "", "calls_state"}, {CallFilter{State: &open}, "", "calls_state"},
	} {
		text, _ := c.filter.text(1, 2, 3, c.role)
		plan, err := explain(b, text)
		if err != nil || !strings.Contains(strings.Join(plan, "; "), "USING INDEX "+c.index+" ") {
			t.Errorf("%s: %v %v", text, plan, err)
		}
	}
}

func explain(b *Books, text string) (plan []string, err error) {
	rows, err := b.reader.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+text, make([]any, strings.Count(text, "?"))...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return nil, err
		}
		plan = append(plan, step)
	}
	if len(plan) == 0 && rows.Err() == nil {
		return nil, errors.New("no plan")
	}
	return plan, rows.Err()
}

// decisionTexts are the queries of every filter about decisions that has an index of its
// own.
func decisionTexts() (texts []string) {
	id := ledger.ID{Lo: 1}
	for _, f := range []DecisionFilter{
		{}, {Party: id, Outcome: policy.Denied}, {Cause: id}, {Outcome: policy.Referred}, {Outcome: policy.Allowed}, {Action: "deposit", Set: 2}, {Set: 1},
		{Rule: "open"}, {Rule: "open", Party: id, Outcome: policy.Denied},
	} {
		text, _ := f.text(1, 2, 3)
		texts = append(texts, text)
	}
	return texts
}

// dutyTexts are the queries of every filter about duties that has an index of its own.
func dutyTexts() (texts []string) {
	for _, f := range []DutyFilter{{}, {Decision: 1, Open: true}, {Party: ledger.ID{Lo: 1}, Kind: duty.Notice}, {Open: true, Kind: duty.Travel}, {To: "x", State: duty.Done}, {State: duty.Void, Kind: duty.Travel}, {Kind: duty.Recheck}} {
		text, _ := walkDown("duties", "duty", f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	return texts
}

// reviewTexts are the queries of every filter about reviews and attestations that has an
// index of its own.
func reviewTexts() (texts []string) {
	for _, f := range []ReviewFilter{{}, {Party: ledger.ID{Lo: 1}, State: review.Open}, {Subject: "Participant/a", Kind: review.Screening}, {State: review.Approved, Kind: review.Referral}, {Kind: review.Arrival}} {
		text, _ := walkDown("reviews", "item", f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	for _, f := range []AttestationFilter{{}, {Subject: "DataCentre/a", Auditor: "tuv"}, {Auditor: "tuv"}} {
		text, _ := walkDown("attestations", attestationRow, f.conditions(), 1, 2, 3)
		texts = append(texts, text)
	}
	return texts
}

// saleTexts are the queries of every filter about sales that has an index of its own.
func saleTexts() (texts []string) {
	for _, f := range []SaleFilter{{}, {Party: ledger.ID{Lo: 1}, Goods: "Chip/a"}, {Goods: "Chip/a"}} {
		for _, role := range []clearing.Role{clearing.RoleBuyer, clearing.RoleSeller} {
			text, _ := walkDown("sales", saleRow, f.conditions(role), 1, 2, 3)
			texts = append(texts, text)
		}
	}
	draws, _ := walkDown("quota_draws", quotaDrawRow, []condition{{"quota", "a", true}}, 1, 2, 3)
	return append(texts, draws)
}
