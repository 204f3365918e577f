package channel

// Reasons, letter for letter those of the stock facilitator and server.
const (
	ReasonScheme             = "invalid_batch_settlement_evm_scheme"
	ReasonNetwork            = "invalid_batch_settlement_evm_network_mismatch"
	ReasonPayloadType        = "invalid_batch_settlement_evm_payload_type"
	ReasonChannelID          = "invalid_batch_settlement_evm_channel_id_mismatch"
	ReasonReceiver           = "invalid_batch_settlement_evm_receiver_mismatch"
	ReasonReceiverAuthorizer = "invalid_batch_settlement_evm_receiver_authorizer_mismatch"
	ReasonToken              = "invalid_batch_settlement_evm_token_mismatch" //nolint:gosec // tokens of chains are no credentials
	ReasonWithdrawDelay      = "invalid_batch_settlement_evm_withdraw_delay_mismatch"
	ReasonWithdrawDelayRange = "invalid_batch_settlement_evm_withdraw_delay_out_of_range"

	ReasonChannelMissing      = "invalid_batch_settlement_evm_channel_not_found" // nothing is deposited in it
	ReasonVoucherSignature    = "invalid_batch_settlement_evm_voucher_signature"
	ReasonExceedsBalance      = "invalid_batch_settlement_evm_cumulative_exceeds_balance"
	ReasonBelowClaimed        = "invalid_batch_settlement_evm_cumulative_below_claimed"
	ReasonAmount              = "invalid_batch_settlement_evm_cumulative_amount_mismatch" // the corrective one: it comes with the channel's state
	ReasonChannelBusy         = "invalid_batch_settlement_evm_channel_busy"
	ReasonChannelUnknown      = "invalid_batch_settlement_evm_missing_channel"
	ReasonChargeExceedsSigned = "invalid_batch_settlement_evm_charge_exceeds_signed_cumulative"

	ReasonDepositBalance     = "invalid_batch_settlement_evm_insufficient_balance" // of the payer
	ReasonDepositMin         = "invalid_batch_settlement_evm_deposit_below_min_deposit"
	ReasonDepositSimulation  = "invalid_batch_settlement_evm_deposit_simulation_failed"
	ReasonDepositTransaction = "invalid_batch_settlement_evm_deposit_transaction_failed"
	ReasonDomain             = "invalid_batch_settlement_evm_missing_eip712_domain"
	ReasonValidBefore        = "invalid_batch_settlement_evm_payload_authorization_valid_before"
	ReasonValidAfter         = "invalid_batch_settlement_evm_payload_authorization_valid_after"
	ReasonDepositSignature   = "invalid_batch_settlement_evm_receive_authorization_signature"
	ReasonTransferWanted     = "invalid_batch_settlement_evm_erc3009_authorization_required"
	ReasonFactory            = "invalid_batch_settlement_evm_eip6492_factory_not_allowed"
	ReasonPermit2Wanted      = "invalid_batch_settlement_evm_permit2_authorization_required"
	ReasonPermit2Spender     = "invalid_batch_settlement_evm_permit2_invalid_spender"
	ReasonPermit2Amount      = "invalid_batch_settlement_evm_permit2_amount_mismatch"
	ReasonPermit2Deadline    = "invalid_batch_settlement_evm_permit2_deadline_expired"
	ReasonPermit2Signature   = "invalid_batch_settlement_evm_permit2_invalid_signature"
	ReasonPermit2Allowance   = "invalid_batch_settlement_evm_permit2_allowance_required"
	ReasonPermitAmount       = "invalid_batch_settlement_evm_eip2612_amount_mismatch"

	ReasonAuthorizer        = "invalid_batch_settlement_evm_authorizer_address_mismatch"
	ReasonAuthorizerMissing = "invalid_batch_settlement_evm_authorizer_not_configured"
	ReasonClaimSimulation   = "invalid_batch_settlement_evm_claim_simulation_failed"
	ReasonClaimTransaction  = "invalid_batch_settlement_evm_claim_transaction_failed"
	ReasonSettleNothing     = "invalid_batch_settlement_evm_nothing_to_settle"
	ReasonSettleSimulation  = "invalid_batch_settlement_evm_settle_simulation_failed"
	ReasonSettleTransaction = "invalid_batch_settlement_evm_settle_transaction_failed"
	ReasonRefundPayload     = "invalid_batch_settlement_evm_refund_payload"
	ReasonRefundNothing     = "invalid_batch_settlement_evm_refund_no_balance"
	ReasonRefundAmount      = "invalid_batch_settlement_evm_refund_amount_invalid"
	ReasonRefundSimulation  = "invalid_batch_settlement_evm_refund_simulation_failed"
	ReasonRefundTransaction = "invalid_batch_settlement_evm_refund_transaction_failed"
)

// Errors are what the escrow and its collectors say when they revert, as Solidity
// writes them.
func Errors() []string {
	return []string{
		"InvalidChannel()", "ZeroDeposit()", "DepositOverflow()", "InvalidSignature()", "NotReceiverAuthorizer()", "NotAuthorizedToClaim()",
		"NotAuthorizedToRefund()", "ClaimExceedsCeiling()", "ClaimExceedsBalance()", "WithdrawalAlreadyPending()", "WithdrawalNotPending()",
		"NotAuthorizedToFinalizeWithdraw()", "WithdrawDelayNotElapsed()", "NothingToWithdraw()", "WithdrawAmountExceedsAvailable()",
		"WithdrawDelayOutOfRange()", "EmptyBatch()", "DepositCollectionFailed()", "InvalidCollector()", "InvalidRefundNonce()", "ZeroRefund()",
		"OnlyX402BatchSettlement()", "Permit2612AmountMismatch()",
	}
}
