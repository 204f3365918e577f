// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepositCollector} from "./IDepositCollector.sol";
import {IERC20, SafeTransfer} from "./SafeTransfer.sol";
import {Signatures} from "./Signatures.sol";

/// Holds what payers deposit into one-way channels of x402's scheme batch-settlement, and gives it to receivers against
/// vouchers. A voucher says how much of a channel may be claimed in all, so the last one stands for every payment before
/// it. Written anew for test chains, with the ABI, the messages, the events and the errors of the deployed one. Behaviour
/// differs in one thing: of a token that takes a fee what came is credited, where the deployed one refuses it.
///
/// A channel is its configuration: the EIP-712 hash of it, in this contract's domain, is its id. So a voucher, which names
/// the id, is good in one channel of one contract on one chain.
contract X402BatchSettlement {
    struct ChannelConfig {
        address payer;
        address payerAuthorizer; // whose key signs vouchers; if zero, the payer does, by key or by code (ERC-1271)
        address receiver;
        address receiverAuthorizer; // claims and refunds, as the receiver may too
        address token;
        uint40 withdrawDelay; // seconds
        bytes32 salt;
    }

    struct ChannelState {
        uint128 balance; // of all that was deposited, without what went back to the payer
        uint128 totalClaimed;
    }

    struct WithdrawalState {
        uint128 amount;
        uint40 initiatedAt; // 0 if there is none
    }

    struct ReceiverState {
        uint128 totalClaimed;
        uint128 totalSettled;
    }

    struct Voucher {
        ChannelConfig channel;
        uint128 maxClaimableAmount;
    }

    struct VoucherClaim {
        Voucher voucher;
        bytes signature;
        uint128 totalClaimed; // what is claimed in all with this claim: the same claim twice is once
    }

    event ChannelCreated(bytes32 indexed channelId, ChannelConfig config);
    event ChannelClosed(bytes32 indexed channelId, ChannelConfig config);
    event Deposited(bytes32 indexed channelId, address indexed sender, uint128 amount, uint128 newBalance);
    event Claimed(bytes32 indexed channelId, address indexed sender, uint128 claimAmount, uint128 newTotalClaimed);
    event Settled(address indexed receiver, address indexed token, address indexed sender, uint128 amount);
    event Refunded(bytes32 indexed channelId, address indexed sender, uint128 amount);
    event WithdrawInitiated(bytes32 indexed channelId, uint128 amount, uint40 finalizeAfter);
    event WithdrawFinalized(bytes32 indexed channelId, address indexed sender, uint128 amount);

    error InvalidChannel();
    error ZeroDeposit();
    error DepositOverflow();
    error InvalidSignature();
    error NotReceiverAuthorizer();
    error NotAuthorizedToClaim();
    error NotAuthorizedToRefund();
    error ClaimExceedsCeiling();
    error ClaimExceedsBalance();
    error WithdrawalAlreadyPending();
    error WithdrawalNotPending();
    error NotAuthorizedToFinalizeWithdraw();
    error WithdrawDelayNotElapsed();
    error NothingToWithdraw();
    error WithdrawAmountExceedsAvailable();
    error WithdrawDelayOutOfRange();
    error EmptyBatch();
    error DepositCollectionFailed();
    error InvalidCollector();
    error InvalidRefundNonce();
    error ZeroRefund();
    error ReentrancyGuardReentrantCall();

    uint40 public constant MIN_WITHDRAW_DELAY = 15 minutes;
    uint40 public constant MAX_WITHDRAW_DELAY = 30 days;

    bytes32 public constant CHANNEL_CONFIG_TYPEHASH = keccak256(
        "ChannelConfig(address payer,address payerAuthorizer,address receiver,address receiverAuthorizer,address token,uint40 withdrawDelay,bytes32 salt)"
    );
    bytes32 public constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");
    bytes32 public constant REFUND_TYPEHASH = keccak256("Refund(bytes32 channelId,uint256 nonce,uint128 amount)");
    bytes32 public constant CLAIM_ENTRY_TYPEHASH =
        keccak256("ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)");
    bytes32 public constant CLAIM_BATCH_TYPEHASH = keccak256(
        "ClaimBatch(ClaimEntry[] claims)ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)"
    );
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    uint256 private immutable domainChain = block.chainid;
    bytes32 private immutable domain = domainOf(block.chainid);

    mapping(bytes32 channelId => ChannelState) public channels;
    /// Every refund counts, also one by the receiver himself and one that finds nothing: an older signature is void.
    mapping(bytes32 channelId => uint256) public refundNonce;
    mapping(bytes32 channelId => WithdrawalState) public pendingWithdrawals;
    mapping(address receiver => mapping(address token => ReceiverState)) public receivers;
    bool private transient entered;

    modifier nonReentrant() {
        if (entered) revert ReentrancyGuardReentrantCall();
        entered = true;
        _;
        entered = false;
    }

    /// Does several things in one transaction, all or none, each as the caller's.
    function multicall(bytes[] calldata data) external returns (bytes[] memory results) {
        results = new bytes[](data.length);
        for (uint256 i = 0; i < data.length; i++) {
            (bool success, bytes memory answer) = address(this).delegatecall(data[i]);
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(answer, 0x20), mload(answer))
                }
            }
            results[i] = answer;
        }
    }

    // Deposits

    /// Anybody may send a deposit, through any collector: what counts is what has come when it is done. Nothing but this
    /// can change the balance meanwhile, as claims, refunds and other deposits are shut until then.
    function deposit(ChannelConfig calldata config, uint128 amount, address collector, bytes calldata collectorData)
        external
        nonReentrant
    {
        if (
            config.payer == address(0) || config.receiver == address(0) || config.receiverAuthorizer == address(0)
                || config.token == address(0)
        ) revert InvalidChannel();
        if (config.withdrawDelay < MIN_WITHDRAW_DELAY || config.withdrawDelay > MAX_WITHDRAW_DELAY) {
            revert WithdrawDelayOutOfRange();
        }
        if (amount == 0) revert ZeroDeposit();
        if (collector.code.length == 0) revert InvalidCollector();
        bytes32 channelId = getChannelId(config);
        ChannelState storage channel = channels[channelId];
        uint128 balance = channel.balance;
        if (amount > type(uint128).max - balance) revert DepositOverflow();

        uint256 before = IERC20(config.token).balanceOf(address(this));
        IDepositCollector(collector).collect(config.payer, config.token, amount, channelId, collectorData);
        uint256 held = IERC20(config.token).balanceOf(address(this));
        if (held <= before || held - before > amount) revert DepositCollectionFailed();
        uint128 came = uint128(held - before);
        channel.balance = balance + came;
        if (balance == 0 && channel.totalClaimed == 0) emit ChannelCreated(channelId, config);
        emit Deposited(channelId, msg.sender, came, balance + came);
    }

    // Claims

    /// By the receiver's side of each channel. One claim that does not hold stops all; one that was overtaken by a higher
    /// one is passed over. What is not claimed by the time the payer finalizes a withdrawal is lost.
    function claim(VoucherClaim[] calldata voucherClaims) external nonReentrant {
        if (voucherClaims.length == 0) revert EmptyBatch();
        for (uint256 i = 0; i < voucherClaims.length; i++) {
            if (!isReceiverSide(voucherClaims[i].voucher.channel)) revert NotAuthorizedToClaim();
            claimOne(voucherClaims[i]);
        }
    }

    /// By anybody, with what one receiver authorizer of all channels signed.
    function claimWithSignature(VoucherClaim[] calldata voucherClaims, bytes calldata authorizerSignature)
        external
        nonReentrant
    {
        if (voucherClaims.length == 0) revert EmptyBatch();
        address authorizer = voucherClaims[0].voucher.channel.receiverAuthorizer;
        if (!Signatures.isBy(authorizer, getClaimBatchDigest(voucherClaims), authorizerSignature)) {
            revert InvalidSignature();
        }
        for (uint256 i = 0; i < voucherClaims.length; i++) {
            if (voucherClaims[i].voucher.channel.receiverAuthorizer != authorizer) revert NotReceiverAuthorizer();
            claimOne(voucherClaims[i]);
        }
    }

    function claimOne(VoucherClaim calldata entry) private {
        ChannelConfig calldata config = entry.voucher.channel;
        bytes32 channelId = getChannelId(config);
        ChannelState storage channel = channels[channelId];
        uint128 claimed = channel.totalClaimed;
        uint128 total = entry.totalClaimed;
        if (total <= claimed) return;
        if (total > entry.voucher.maxClaimableAmount) revert ClaimExceedsCeiling();
        if (total > channel.balance) revert ClaimExceedsBalance();
        bytes32 digest = getVoucherDigest(channelId, entry.voucher.maxClaimableAmount);
        bool signed = config.payerAuthorizer == address(0)
            ? Signatures.isBy(config.payer, digest, entry.signature)
            : Signatures.isByKey(config.payerAuthorizer, digest, entry.signature);
        if (!signed) revert InvalidSignature();
        channel.totalClaimed = total;
        receivers[config.receiver][config.token].totalClaimed += total - claimed;
        emit Claimed(channelId, msg.sender, total - claimed, total);
    }

    /// Sends a receiver what was claimed for him; by anybody, and nothing happens if there is nothing.
    function settle(address receiver, address token) external nonReentrant {
        ReceiverState storage state = receivers[receiver][token];
        uint128 amount = state.totalClaimed - state.totalSettled;
        if (amount == 0) return;
        state.totalSettled = state.totalClaimed;
        emit Settled(receiver, token, msg.sender, amount);
        SafeTransfer.send(token, receiver, amount);
    }

    // The way back

    /// Starts the payer's way out without the receiver. Claims go on counting until it is finalized.
    function initiateWithdraw(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        if (!isPayerSide(config)) revert InvalidChannel();
        if (amount == 0) revert NothingToWithdraw();
        bytes32 channelId = getChannelId(config);
        WithdrawalState storage withdrawal = pendingWithdrawals[channelId];
        if (withdrawal.initiatedAt != 0) revert WithdrawalAlreadyPending();
        if (amount > available(channelId)) revert WithdrawAmountExceedsAvailable();
        withdrawal.amount = amount;
        withdrawal.initiatedAt = uint40(block.timestamp);
        emit WithdrawInitiated(channelId, amount, uint40(block.timestamp) + config.withdrawDelay);
    }

    /// Pays the payer what he asked for, as far as it is not claimed.
    function finalizeWithdraw(ChannelConfig calldata config) external nonReentrant {
        if (!isPayerSide(config)) revert NotAuthorizedToFinalizeWithdraw();
        bytes32 channelId = getChannelId(config);
        WithdrawalState memory withdrawal = pendingWithdrawals[channelId];
        if (withdrawal.initiatedAt == 0) revert WithdrawalNotPending();
        if (block.timestamp < uint256(withdrawal.initiatedAt) + config.withdrawDelay) revert WithdrawDelayNotElapsed();
        delete pendingWithdrawals[channelId];
        uint128 rest = available(channelId);
        uint128 amount = withdrawal.amount < rest ? withdrawal.amount : rest;
        emit WithdrawFinalized(channelId, msg.sender, amount);
        giveBack(channelId, config, amount);
    }

    /// By the receiver's side: gives the payer as much of the amount as is not claimed.
    function refund(ChannelConfig calldata config, uint128 amount) external nonReentrant {
        if (!isReceiverSide(config)) revert NotAuthorizedToRefund();
        refundOne(getChannelId(config), config, amount);
    }

    /// By anybody, with the receiver authorizer's signature, which is good for one refund.
    function refundWithSignature(
        ChannelConfig calldata config,
        uint128 amount,
        uint256 nonce,
        bytes calldata receiverAuthorizerSignature
    ) external nonReentrant {
        bytes32 channelId = getChannelId(config);
        if (nonce != refundNonce[channelId]) revert InvalidRefundNonce();
        bytes32 digest = getRefundDigest(channelId, nonce, amount);
        if (!Signatures.isBy(config.receiverAuthorizer, digest, receiverAuthorizerSignature)) {
            revert InvalidSignature();
        }
        refundOne(channelId, config, amount);
    }

    function refundOne(bytes32 channelId, ChannelConfig calldata config, uint128 amount) private {
        if (amount == 0) revert ZeroRefund();
        refundNonce[channelId]++;
        uint128 rest = available(channelId);
        if (amount > rest) amount = rest;
        if (amount == 0) return;
        // What goes back is taken off what the payer is waiting for.
        WithdrawalState storage withdrawal = pendingWithdrawals[channelId];
        if (withdrawal.amount <= amount) delete pendingWithdrawals[channelId];
        else withdrawal.amount -= amount;
        emit Refunded(channelId, msg.sender, amount);
        giveBack(channelId, config, amount);
    }

    function giveBack(bytes32 channelId, ChannelConfig calldata config, uint128 amount) private {
        ChannelState storage channel = channels[channelId];
        channel.balance -= amount;
        if (channel.balance == 0 && channel.totalClaimed == 0) emit ChannelClosed(channelId, config);
        if (amount != 0) SafeTransfer.send(config.token, config.payer, amount);
    }

    function available(bytes32 channelId) private view returns (uint128) {
        ChannelState storage channel = channels[channelId];
        return channel.balance - channel.totalClaimed;
    }

    function isReceiverSide(ChannelConfig calldata config) private view returns (bool) {
        return msg.sender == config.receiverAuthorizer || msg.sender == config.receiver;
    }

    function isPayerSide(ChannelConfig calldata config) private view returns (bool) {
        return msg.sender == config.payer || msg.sender == config.payerAuthorizer;
    }

    // What is signed

    function getChannelId(ChannelConfig calldata config) public view returns (bytes32) {
        return digestOf(keccak256(abi.encode(CHANNEL_CONFIG_TYPEHASH, config)));
    }

    function getVoucherDigest(bytes32 channelId, uint128 maxClaimableAmount) public view returns (bytes32) {
        return digestOf(keccak256(abi.encode(VOUCHER_TYPEHASH, channelId, maxClaimableAmount)));
    }

    function getRefundDigest(bytes32 channelId, uint256 nonce, uint128 amount) public view returns (bytes32) {
        return digestOf(keccak256(abi.encode(REFUND_TYPEHASH, channelId, nonce, amount)));
    }

    function getClaimBatchDigest(VoucherClaim[] calldata voucherClaims) public view returns (bytes32) {
        bytes32[] memory entries = new bytes32[](voucherClaims.length);
        for (uint256 i = 0; i < voucherClaims.length; i++) {
            Voucher calldata voucher = voucherClaims[i].voucher;
            entries[i] = keccak256(
                abi.encode(
                    CLAIM_ENTRY_TYPEHASH,
                    getChannelId(voucher.channel),
                    voucher.maxClaimableAmount,
                    voucherClaims[i].totalClaimed
                )
            );
        }
        return digestOf(keccak256(abi.encode(CLAIM_BATCH_TYPEHASH, keccak256(abi.encodePacked(entries)))));
    }

    function digestOf(bytes32 content) private view returns (bytes32) {
        bytes32 separator = block.chainid == domainChain ? domain : domainOf(block.chainid);
        return keccak256(abi.encodePacked(hex"1901", separator, content));
    }

    function domainOf(uint256 chain) private view returns (bytes32) {
        bytes32 name = keccak256("x402 Batch Settlement");
        return keccak256(abi.encode(DOMAIN_TYPEHASH, name, keccak256("1"), chain, address(this)));
    }
}
