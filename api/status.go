package api

import (
	"net/http"

	"aidollar/core/clearing"
)

// statuses gives each code of a refusal its HTTP status. A code that is not
// here is a fault of the request: 400. A test holds the table against every
// result of the ledger and every refusal of the machine and of payment.
//
//	402 there is not enough money      409 it is at odds with what is there
//	404 what the path names is not     422 what the body names is not, or is of another kind
//	429 a limit of this period is used 503 come back later      507 there is no room
var statuses = map[string]int{
	// Refusals of rates and conversions.
	"pair_invalid": http.StatusBadRequest, "scales_differ": http.StatusUnprocessableEntity, "pairs_full": http.StatusInsufficientStorage,
	"conversion_terms_invalid": http.StatusBadRequest, "rate_invalid": http.StatusBadRequest, "rate_ahead": http.StatusUnprocessableEntity,
	"conversions_full": http.StatusInsufficientStorage, "conversion_none": http.StatusUnprocessableEntity, "conversion_too_large": http.StatusUnprocessableEntity,
	"rate_stale": http.StatusConflict, "rate_past": http.StatusConflict, "rate_moved": http.StatusConflict, "rate_unknown": http.StatusConflict,
	"pair_reversed": http.StatusConflict, "pair_unknown": http.StatusConflict, "pair_closed": http.StatusConflict, "quote_unknown": http.StatusConflict,
	"quote_over": http.StatusConflict, "position_none": http.StatusConflict, "position_beyond": http.StatusConflict,
	"exposure_long": http.StatusConflict, "exposure_short": http.StatusConflict,

	// Results of the ledger.
	"ok": 200, "exists": 200, "account_exists": 200, "budget_exists": 200, "rule_exists": 200,
	"linked_refused": 409, "chain_open": 400, "chain_too_long": 400,
	"id_zero": 400, "id_too_old": 409, "id_in_future": 422, "id_reused": 409,
	"flags_unknown": 400, "flags_conflict": 400, "reserved_not_zero": 400,
	"amount_zero": 400, "asset_unknown": 422, "asset_mismatch": 422,
	"debit_unknown": 422, "credit_unknown": 422, "accounts_same": 422,
	"debit_closed": 409, "credit_closed": 409, "debit_limited": 402, "credit_limited": 409,
	"budget_spent": 429, "overflow": 422,
	"deadline_passed": 422, "deadline_without_hold": 400,
	"hold_unknown": 404, "hold_zero": 400, "hold_mismatch": 409, "hold_exceeded": 409,
	"hold_posted": 409, "hold_voided": 409, "hold_expired": 409,
	"period_sealed": 409, "effective_in_future": 422,
	"account_differs": 409, "account_managed": 409, "budget_managed": 409, "account_unknown": 404, "account_pending": 409, "account_balance": 409,
	"budget_unknown": 422, "budget_differs": 409, "budget_too_deep": 422, "budget_period_unknown": 400,
	"rule_unknown": 422, "rule_differs": 409, "rule_shares_invalid": 422,
	"window_full": 503, "holds_full": 503,
	"accounts_full": 507, "budgets_full": 507, "rules_full": 507, "assets_full": 507,

	// Refusals of the machine.
	"name_invalid": 400, "role_invalid": 422, "scopes_invalid": 422, "commission_invalid": 400,
	"asset_invalid": 400, "asset_differs": 409,
	"party_unknown": 422, "party_differs": 409, "seller_unknown": 422,
	"key_unknown": 404, "key_differs": 409, "key_revoked": 401, "key_scope": 403, "key_outlives": 403,
	"card_differs": 409, "card_asset": 422, "card_invalid": 422, "card_none": 409, "account_none": 409, "limit_asset": 422, "use_too_long": 413, "period_past": 409, "counters_full": 507,
	"buyer_unknown": 422, "key_expired": 401, "key_model": 403, "key_project": 409, "key_network": 403,
	"expiry_invalid": 422, "models_invalid": 422, "networks_invalid": 422,
	"project_unknown": 422, "project_differs": 409, "project_archived": 409, "projects_full": 507,
	"meter_differs": 409, "meters_full": 507, "meter_name_invalid": 400, "meter_product_invalid": 400,
	"meter_aggregation_unknown": 400, "meter_window_unknown": 400, "meter_window_missing": 400, "meter_unknown": 422,
	"meter_unpriced": 422, "charge_overflow": 422,
	"region_invalid": 400, "service_invalid": 400, "dialect_invalid": 400,
	"model_unknown": 404, "usage_invalid": 422, "policy_unknown": 400,
	"link_unknown": 404, "links_full": 507, "net_invalid": 400,
	"parties_full": 507, "keys_full": 507, "cards_full": 507, "conversion_account_none": 409,

	// Refusals of payment.
	"insufficient_funds": 402, "call_unknown": 404, "call_closed": 409, "call_captured": 409,
	"calls_full": 503, "contracts_full": 507,
	"channel_unknown": 404, "channel_differs": 409, "channel_invalid": 422, "channels_full": 507, "channel_ending": 409, "deposit_late": 402, "channel_busy": 409,
	"voucher_invalid": 422, "voucher_short": 402, "voucher_used": 409, "voucher_beyond": 402,

	// Refusals of settlement.
	"token_unknown": 422, "token_differs": 409, "token_invalid": 422, "token_decimals": 422, "tokens_full": 507,
	"limits_invalid": 422, "reason_too_long": 400,
	"payment_used": 409, "payment_invalid": 400, "payment_amount": 422, "payment_expired": 422, "payment_valid_too_long": 422,
	"payments_full": 503, "payment_unknown": 404, "payment_not_due": 409, "payer_capped": 402, "payer_owes": 402,
	"arrival_invalid": 400, "arrival_final": 409, "arrival_unknown": 404, "arrivals_full": 503, "block_past": 409, "balance_twice": 400,
	"payee_unknown": 409, "payee_invalid": 422, "payees_full": 507, "payee_cooling": 409, "payee_wallet": 403,
	"payout_invalid": 422, "payout_differs": 409, "payout_unknown": 404, "payout_closed": 409, "payouts_full": 503, "payouts_halted": 409, "payout_under_way": 409, "chains_off": 501,
	"payout_day_limit": 429, "payout_funds": 402, "payout_custody": 409,
	"peg_off": 409, "peg_stale": 409, "peg_jumped": 409, "peg_invalid": 422,
	"peg_price_invalid": 422, "peg_price_ahead": 422, "peg_price_past": 409, "peg_price_stale": 422,
	"exit_open": 409, "exit_unknown": 409, "exit_amount": 409, "exit_under_way": 409, "exits_full": 503,

	// Refusals of credit.
	"credit_overdue": 402, "line_invalid": 422, "lines_full": 507,
	"grant_invalid": 422, "grant_differs": 409, "grant_unknown": 404, "grant_funder": 422, "grant_funds": 402, "grants_full": 507,

	// Refusals of refunds and disputes.
	"call_open": 409, "refund_account_none": 409, "sale_differs": 409, "sale_too_old": 409, "cases_full": 507,
	"refund_invalid": 422, "refund_differs": 409, "refund_unknown": 404, "refund_closed": 409, "refund_exceeded": 409, "refund_funds": 402,
	"dispute_invalid": 422, "dispute_differs": 409, "dispute_unknown": 404, "dispute_open": 409, "dispute_late": 409, "dispute_closed": 409, "dispute_answered": 409,
	"recourse_terms_invalid": 422, "recourse_terms_full": 507,

	// Refusals of rules, and of who a party is.
	"rule_denied": 403, "rule_referred": 403, "party_listed": 403, "party_under_review": 403, "onboarding_denied": 403, "review_refused": 403,
	"data_class_invalid": 400, "end_use_invalid": 400, "request_invalid": 422,
	"rules_invalid": 422, "rules_signature_stale": 409, "rule_sets_full": 507, "rules_none": 409, "rules_not_scheduled": 409,
	"facts_invalid": 422, "facts_full": 507, "facts_unknown": 404,
	"authorities_full": 507, "levy_too_high": 409, "units_missing": 422, "context_contradicted": 409,

	// Refusals of quotas: what is used up is no limit of a period alone.
	"quota_invalid": 422, "quota_differs": 409, "quota_base": 409, "quota_unknown": 404, "quota_ended": 409, "quotas_full": 507,
	"quota_units": 409, "quota_count": 409, "quota_share": 409, "quota_full": 409,
	"licence_not_yet": 409, "licence_expired": 409, "licence_holder": 409, "licence_customer": 409, "licence_goods": 409,
	"draw_invalid": 422, "draw_differs": 409, "draw_unknown": 404, "draw_exceeded": 409, "draw_closed": 409,
	"draw_too_old": 409, "draw_ahead": 422, "draws_full": 503, "quota_rate": 409,

	// Refusals of what persons and auditors say.
	"review_invalid": 422, "review_differs": 409, "review_unknown": 404, "review_decided": 409, "review_ended": 409, "review_open": 409,
	"review_final": 409, "arrival_not_held": 409, "review_ruling_invalid": 422, "review_reason": 400, "review_until": 422, "review_second_person": 403,
	"review_queue_full": 507, "review_subject_full": 507, "review_items_full": 507,
	"attestation_malformed": 400, "attestation_signature": 422, "attestation_expired": 422, "attestation_ahead": 422, "attestation_differs": 409,
	"attestation_unknown": 404, "attestation_revoked": 409, "attestation_reason": 400, "attestations_full": 507, "attestation_subject_full": 507,
	"auditor_unknown": 422, "auditor_other": 403, "auditor_kind": 403, "auditor_time": 422, "auditor_distrusted": 403, "auditor_invalid": 422,
	"auditor_differs": 409, "auditors_full": 507,

	// Refusals of what decisions oblige the house to.
	"duties_full": 507, "duty_question_long": 413, "duty_unknown": 404, "duty_note": 400, "duty_digest": 422, "payload_unknown": 404,

	// What this package says itself.
	"ruleset_unknown": 404, "decision_unknown": 404, "sale_unknown": 404, "rules_unsigned": 422, "rules_signature_wrong": 422, "rules_signer_unknown": 403,
	"key_missing": 401, "key_invalid": 401, "not_found": 404, "method_not_allowed": 405,
	"media_type_unsupported": 415, "length_required": 411, "body_too_large": 413,
	"card_unknown": 404, "precondition_failed": 412, "project_not_found": 404, "idempotency_key_reused": 409, "transfer_unknown": 404, "receipt_unknown": 404, "charge_unknown": 404, "seller_or_buyer_unknown": 404,
	"receipts_unsigned": 501, "receipt_open": 409, "books_absent": 501, "books_behind": 503, "node_failed": 503,
	"payouts_off": 501, "proofs_off": 501, "proof_unknown": 404, "proof_leaf_none": 404, "proofs_full": 507,
	"webhooks_off": 501, "webhook_unknown": 404, "webhook_differs": 409, "webhook_busy": 409, "webhook_secrets_full": 409, "webhooks_full": 507, "event_unknown": 422,
	"identities_off": 501, "identity_unknown": 404, "identity_erased": 410, "identities_full": 507, "identity_versions": 409, "identity_large": 413,
	"token_not_found": 404, "payout_not_found": 404, "invoice_unknown": 404, "address_invalid": 400, "address_checksum": 400, "hash_invalid": 400,
	"busy": 503, "stopping": 503, "outcome_unknown": 504, "body_timeout": 408, "internal": 500,
}

// sentences explains this package's own codes; the core explains its own.
var sentences = map[string]string{
	"key_missing":            "the request has no API key; send it as Authorization: Bearer sk-aid-…",
	"key_invalid":            "no such API key, or it was revoked or has expired",
	"key_network":            "the key may not be used from this address",
	"precondition_failed":    "it was changed since: its ETag is not the one of If-Match; read it again",
	"key_scope":              "the key may not do this",
	"not_found":              "there is nothing under this path; the description is at /api/v1/openapi.json",
	"busy":                   "nothing was done: as much is waiting as fits; try again later",
	"stopping":               "nothing was done: the server is going down; try again",
	"outcome_unknown":        "the answer did not come in time, so it is not known whether it was done; send the same request with the same id or Idempotency-Key again",
	"internal":               "something broke here; the log has the request's id",
	"idempotency_key_reused": "the Idempotency-Key was used before with another body; a new request needs a new key",
	"ruleset_unknown":        "there is no set of rules with that number",
	"payload_unknown":        "nothing is kept of what travelled for this duty: it is not composed yet, was handed on by other means, or its time is over",
	"decision_unknown":       "no decision with that number is in the books",
	"sale_unknown":           "no sale with that id is in the books",
	"rules_unsigned":         "the operator's configuration wants every set of rules signed, by a key that it lists under rules.signers",
	"rules_signature_wrong":  "the signature is not of this set of rules by this key",
	"rules_signer_unknown":   "the key is none of those that the operator lists under rules.signers",
	"transfer_unknown":       "no transfer with that id is in the books",
	"payment_unknown":        "no payment with that id is in the books",
	"arrival_unknown":        "no arrival with that id is in the books",
	"payee_wallet":           "the party is a wallet, which is paid out to its own address and to no other",
	"invoice_unknown":        "no invoice with that id is in the books",
	"payout_not_found":       "no batch with that id is in the books",
	"exit_under_way":         "a transaction that gives it back is on its way, or is done; nothing was changed",
	"payout_under_way":       "a transaction of the batch is on its way, or has paid it; nothing was changed",
	"chains_off":             "this server is on no chain; its configuration has no section chains",
	"charge_unknown":         "nothing was posted under that id for pushed usage",
	"receipt_unknown":        "no call with that id is in the books",
	"receipts_unsigned":      "this server signs no receipts",
	"receipt_open":           "the call is not closed yet; its receipt is signed when it is",
	"payouts_off":            "this server pays nothing out on chains",
	"proofs_off":             "this server makes no proofs of what it owes",
	"proof_unknown":          "there is no proof of that period",
	"proof_leaf_none":        "nothing was owed to the party in that period",
	"proofs_full":            "there are as many proofs as are kept; move old ones out of the data directory",
	"webhooks_off":           "this server delivers no events; its configuration has no section webhooks",
	"webhook_unknown":        "there is no endpoint with that id",
	"webhook_differs":        "there is an endpoint with that id, and it is another one",
	"webhook_busy":           "a test of the endpoint is under way; its answer comes first",
	"webhook_secrets_full":   "four secrets sign for the endpoint already; wait until a grace is over, or end them now with grace_seconds 0",
	"webhooks_full":          "there are as many endpoints as are kept, 16 of a party; remove one first",
	"identities_off":         "this server keeps no identities; its configuration says so",
	"identity_unknown":       "nothing is kept of who the party is, or not that version",
	"identity_erased":        "the party's identity was erased",
	"identities_full":        "there are as many identities as are kept",
	"identity_versions":      "as many versions as are kept have to be kept for a while yet",
	"identity_large":         "the identity is larger than is kept, 65536 bytes",
	"length_required":        "the body's length is not told; send Content-Length",
}

func statusOf(code string) int {
	if status, ok := statuses[code]; ok {
		return status
	}
	return http.StatusBadRequest
}

func sentenceOf(code string) string {
	if s, ok := sentences[code]; ok {
		return s
	}
	if s := clearing.Sentence(code); s != "" {
		return s
	}
	return code
}
