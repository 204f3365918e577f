package clearing

import (
	"aidollar/core/attest"
	"aidollar/core/credit"
	"aidollar/core/duty"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/recourse"
	"aidollar/core/review"
	"aidollar/core/settlement"
	"aidollar/core/tariff"
)

// Refusals of the machine itself, beside those of the ledger and of payment.
// Codes are stable; sentences may be reworded.
const (
	refusalName          = "name_invalid"
	refusalRole          = "role_invalid"
	refusalScopes        = "scopes_invalid"
	refusalCommission    = "commission_invalid"
	refusalIDZero        = "id_zero"
	refusalAssetInvalid  = "asset_invalid"
	refusalAssetDiffers  = "asset_differs"
	refusalAssetUnknown  = "asset_unknown"
	refusalAssetsFull    = "assets_full"
	refusalPartyUnknown  = "party_unknown"
	refusalPartyDiffers  = "party_differs"
	refusalPartiesFull   = "parties_full"
	refusalSellerUnknown = "seller_unknown"
	refusalKeyUnknown    = "key_unknown"
	refusalKeyDiffers    = "key_differs"
	refusalKeyRevoked    = "key_revoked"
	refusalKeyScope      = "key_scope"
	refusalKeysFull      = "keys_full"
	refusalCardDiffers   = "card_differs"
	refusalCardAsset     = "card_asset"
	refusalCardsFull     = "cards_full"
	refusalCardInvalid   = "card_invalid"
	refusalCardNone      = "card_none"
	refusalModelUnknown  = "model_unknown"
	refusalDeadline      = "deadline_passed"
	refusalUsage         = "usage_invalid"
	refusalPolicy        = "policy_unknown"

	refusalBuyerUnknown    = "buyer_unknown"
	refusalKeyExpired      = "key_expired"
	refusalKeyModel        = "key_model"
	refusalKeyProject      = "key_project"
	refusalExpiry          = "expiry_invalid"
	refusalModels          = "models_invalid"
	refusalNetworks        = "networks_invalid"
	refusalProjectUnknown  = "project_unknown"
	refusalProjectDiffers  = "project_differs"
	refusalProjectArchived = "project_archived"
	refusalProjectsFull    = "projects_full"
	refusalMeterDiffers    = "meter_differs"
	refusalMetersFull      = "meters_full"
	refusalRegion          = "region_invalid"
	refusalService         = "service_invalid"
	refusalDialect         = "dialect_invalid"
	refusalData            = "data_class_invalid"
	refusalEndUse          = "end_use_invalid"
	refusalAuthoritiesFull = "authorities_full"
	refusalLevyHigh        = "levy_too_high"
	refusalUnitsNone       = "units_missing"
	refusalContext         = "context_contradicted"
	refusalAccountNone     = "account_none"
	refusalUseLong         = "use_too_long"
	refusalLimitAsset      = "limit_asset"
	refusalLinkUnknown     = "link_unknown"
	refusalLinksFull       = "links_full"
	refusalNetInvalid      = "net_invalid"
	refusalConvertAccount  = "conversion_account_none"
	refusalCallOpen        = "call_open"
	refusalRefundAccount   = "refund_account_none"
	refusalListed          = "party_listed"
	refusalScreened        = "party_under_review"
)

// OnboardingDenied is the code of whatever a party does with whom the rules let nobody deal.
const OnboardingDenied = "onboarding_denied"

// ReviewRefused is the code of a request that a rule referred to a person, who refused it.
const ReviewRefused = "review_refused"

// Sentence explains the code of a refused command to a person, whichever step
// refused it; empty for a code that is none's.
func Sentence(code string) string {
	if s := ownSentence(code); s != "" {
		return s
	}
	if s := termsSentence(code); s != "" {
		return s
	}
	if s := payment.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := settlement.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := credit.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := exchange.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := licence.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := ruling.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := recourse.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := review.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := attest.Refusal(code).Sentence(); s != "" {
		return s
	}
	if s := duty.Refusal(code).Sentence(); s != "" {
		return s
	}
	if fault := meter.DefinitionError(code); fault.Error() != code {
		return fault.Error()
	}
	for _, r := range [...]tariff.Refusal{tariff.MeterUnpriced, tariff.ChargeOverflow} {
		if r.Code() == code {
			return r.String()
		}
	}
	if r, ok := ledger.ResultNamed(code); ok {
		return r.Sentence()
	}
	return ""
}

func ownSentence(code string) string {
	switch code {
	case refusalListed:
		return "a person has confirmed that a party to this is on a list of those who must not be served"
	case refusalScreened:
		return "the name of a party to this is like one on a list, and a person has to look at it first"
	case OnboardingDenied:
		return "the rules do not let the house deal with a party to this where it is"
	case ReviewRefused:
		return "a rule referred this request to a person, who has refused it"
	case refusalName:
		return "the name is empty, too long or not UTF-8; give 1 to 128 bytes"
	case refusalLinkUnknown:
		return "the buyer is linked with no seller"
	case refusalLinksFull:
		return "there are as many links as are kept, or as one seller may have"
	case refusalNetInvalid:
		return "a netting names 1 to 1024 sellers"
	case refusalRole:
		return "a party is a buyer or a seller"
	case refusalScopes:
		return "the key's scopes are empty or unknown; give call, read, manage or admin"
	case refusalCommission:
		return "the commission exceeds the whole sale, or a buyer has one"
	case refusalIDZero:
		return "the id is zero; choose a UUIDv7"
	case refusalAssetInvalid:
		return "the asset's code is neither ISO 4217 nor CAIP-19, or its scale is too large"
	case refusalAssetDiffers:
		return "the asset is defined already, with other decimals"
	case refusalAssetUnknown:
		return "no such asset is defined"
	case refusalPartyUnknown:
		return "no such buyer or seller"
	case refusalPartyDiffers:
		return "the id is taken by a party with other properties"
	case refusalSellerUnknown:
		return "no such seller"
	case refusalKeyUnknown:
		return "no such key"
	case refusalKeyDiffers:
		return "the id or the secret is taken by another key"
	case refusalKeyRevoked:
		return "the key was revoked"
	case refusalKeyScope:
		return "the key may not do this"
	case refusalCardDiffers:
		return "the seller has a card of this name and version with other content; raise the version"
	case refusalCardAsset:
		return "the seller has no account in the card's currency; open one first"
	case refusalCardInvalid:
		return "the rate card contradicts itself"
	case refusalCardNone:
		return "the seller has no rate card that is valid now"
	case refusalModelUnknown:
		return "the seller's rate card has no such model"
	case refusalDeadline:
		return "the deadline has passed"
	case refusalUsage:
		return "the usage cannot be priced with the card"
	case refusalPolicy:
		return "no such policy for missing usage"
	case refusalAssetsFull, refusalPartiesFull, refusalKeysFull, refusalCardsFull,
		refusalProjectsFull, refusalMetersFull:
		return "the machine holds as many as it was given room for"
	}
	return ""
}

// termsSentence explains the refusals that concern projects, the terms of keys,
// pushed meters and labels.
func termsSentence(code string) string {
	switch code {
	case refusalBuyerUnknown:
		return "no such buyer"
	case refusalKeyExpired:
		return "the key has expired; ask for another one"
	case refusalKeyModel:
		return "the key may not call this model"
	case refusalUseLong:
		return "the batch has more than 16,384 events; split it"
	case refusalAccountNone:
		return "the buyer has no account in the currency of the rate card, or in the one that it wants to pay in, and the house converts nothing between them; open one, or ask the seller for another card"
	case refusalLimitAsset:
		return "the key or its project has a spending limit, which is counted in the buyer's first currency, and the rate card is in another one"
	case refusalCallOpen:
		return "the call is not closed yet; void it instead, or wait until it is captured"
	case refusalRefundAccount:
		return "the buyer has no account in the asset that the seller earned, and so nothing that it could be returned to; open one for it"
	case refusalConvertAccount:
		return "the party has no account in one of the two assets; open it first"
	case refusalKeyProject:
		return "a key stays in its project; make another key for another project"
	case refusalExpiry:
		return "the key's expiry lies before 1970; give a time to come, or none"
	case refusalModels:
		return "the key's models are more than 256, or one is empty, longer than 128 bytes or not UTF-8; name models, or prefixes that end in *"
	case refusalNetworks:
		return "the key's networks are more than 64, or one is empty or longer than 64 bytes; give networks such as 192.0.2.0/24 or 2001:db8::/32"
	case refusalProjectUnknown:
		return "the party has no such project"
	case refusalProjectDiffers:
		return "the id is taken by a project with other properties"
	case refusalProjectArchived:
		return "the project is archived; take it into use again, or use a key of another one"
	case refusalMeterDiffers:
		return "the seller has a meter of this name that is defined otherwise; choose another name"
	case refusalRegion:
		return "a region is at most 32 letters, digits, dots, colons, hyphens and underscores"
	case refusalService:
		return "a service is at most 32 letters, digits, dots, colons, hyphens and underscores"
	case refusalData:
		return "a class of data is at most 32 letters, digits, dots, colons, hyphens and underscores"
	case refusalAuthoritiesFull:
		return "as many authorities are paid levies as the house has room for"
	case refusalLevyHigh:
		return "the rules levy more of the sale than is its seller's"
	case refusalUnitsNone:
		return "a licence is used up by this sale, and its context does not say by how many units"
	case refusalContext:
		return "the question says less than the house has counted"
	case refusalEndUse:
		return "an end use is at most 32 letters, digits, dots, colons, hyphens and underscores"
	case refusalDialect:
		return "a dialect is at most 32 letters, digits, dots, colons, hyphens and underscores"
	}
	return ""
}
