package facilitator

import (
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
)

// Reasons, letter for letter those of the stock facilitator where it has one.
// The scheme exact by EIP-3009:
const (
	ReasonScheme          = "invalid_exact_evm_scheme"
	ReasonNetwork         = "invalid_exact_evm_network_mismatch"
	ReasonRecipient       = "invalid_exact_evm_recipient_mismatch"
	ReasonSignature       = "invalid_exact_evm_signature"
	ReasonValidBefore     = "invalid_exact_evm_payload_authorization_valid_before"
	ReasonValidAfter      = "invalid_exact_evm_payload_authorization_valid_after"
	ReasonValue           = "invalid_exact_evm_payload_authorization_value_mismatch"
	ReasonValueV1         = "invalid_exact_evm_authorization_value" // the same in version 1
	ReasonNonceUsed       = "invalid_exact_evm_nonce_already_used"
	ReasonBalance         = "invalid_exact_evm_insufficient_balance"
	ReasonSimulation      = "invalid_exact_evm_transaction_simulation_failed"
	ReasonTokenName       = "invalid_exact_evm_token_name_mismatch"
	ReasonTokenVersion    = "invalid_exact_evm_token_version_mismatch"
	ReasonFactory         = "eip6492_factory_not_allowed"
	ReasonPayloadType     = "unsupported_payload_type"
	ReasonTransferEvent   = "invalid_exact_evm_transfer_event_mismatch" // for who settles
	ReasonTransaction     = "invalid_exact_evm_transaction_failed"      // for who settles
	ReasonAssetNotAllowed = "asset_not_allowed"                         // ours
	ReasonPayeeClosed     = "payee_not_served"                          // ours
	ReasonChainNotServed  = "invalid_network"
)

// Permit2, under both schemes:
const (
	ReasonPermit2Spender    = "invalid_permit2_spender"
	ReasonPermit2Recipient  = "invalid_permit2_recipient_mismatch"
	ReasonPermit2Deadline   = "permit2_deadline_expired"
	ReasonPermit2NotYet     = "permit2_not_yet_valid"
	ReasonPermit2Amount     = "permit2_amount_mismatch"
	ReasonPermit2Token      = "permit2_token_mismatch"
	ReasonPermit2Signature  = "invalid_permit2_signature"
	ReasonPermit2Allowance  = "permit2_allowance_required"
	ReasonPermit2Simulation = "permit2_simulation_failed"
	ReasonPermit2Balance    = "permit2_insufficient_balance"
	ReasonPermit2Nonce      = "permit2_invalid_nonce"
)

// The signed permit by which a payer approves Permit2 without gas (EIP-2612):
const (
	ReasonPermitFormat   = "invalid_eip2612_extension_format"
	ReasonPermitFrom     = "eip2612_from_mismatch"
	ReasonPermitAsset    = "eip2612_asset_mismatch"
	ReasonPermitSpender  = "eip2612_spender_not_permit2"
	ReasonPermitDeadline = "eip2612_deadline_expired"
	ReasonPermitAmount   = "permit2_2612_amount_mismatch"
)

// The scheme upto:
const (
	ReasonUptoScheme      = "invalid_upto_evm_scheme"
	ReasonUptoNetwork     = "invalid_upto_evm_network_mismatch"
	ReasonUptoFacilitator = "upto_facilitator_mismatch"
	ReasonUptoExceeds     = "invalid_upto_evm_payload_settlement_exceeds_amount"
	ReasonUptoTransaction = "invalid_upto_evm_transaction_failed" // for who settles
)

// named are the reasons whose words depend on the way to pay.
type named struct{ signature, factory, used, balance, allowance, simulation string }

var (
	namedTransfer = named{ReasonSignature, ReasonFactory, ReasonNonceUsed, ReasonBalance, "", ReasonSimulation}
	namedPermit2  = named{ReasonPermit2Signature, "", ReasonPermit2Nonce, ReasonPermit2Balance, ReasonPermit2Allowance, ReasonPermit2Simulation}
	namedDeposit  = named{
		channel.ReasonDepositSignature, channel.ReasonFactory, channel.ReasonDepositSimulation, channel.ReasonDepositBalance, "", channel.ReasonDepositSimulation,
	}
	namedDepositPermit2 = named{
		channel.ReasonPermit2Signature, "", channel.ReasonDepositSimulation, channel.ReasonDepositBalance, channel.ReasonPermit2Allowance, channel.ReasonDepositSimulation,
	}
)

// ReasonUsed is the word for a payment whose nonce is not free.
func ReasonUsed(terms *x402.Terms) string { return reasonsOf(terms).used }

// ReasonPoor is the word for a payer who has not enough of the token.
func ReasonPoor(terms *x402.Terms) string { return reasonsOf(terms).balance }

func reasonsOf(terms *x402.Terms) *named {
	byPermit2 := terms.Method == x402.MethodPermit2
	switch {
	case terms.Scheme == x402.SchemeBatch && byPermit2:
		return &namedDepositPermit2
	case terms.Scheme == x402.SchemeBatch:
		return &namedDeposit
	case byPermit2:
		return &namedPermit2
	}
	return &namedTransfer
}
