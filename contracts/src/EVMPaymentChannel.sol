// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC3009} from "./IERC3009.sol";
import {ISignatureTransfer} from "./ISignatureTransfer.sol";
import {IERC20, SafeTransfer} from "./SafeTransfer.sol";
import {Signatures} from "./Signatures.sol";

/// Holds what payers deposit into one-way channels of MPP's intent session for EVM chains (draft-evm-session), with the
/// functions, messages and errors that the draft names and the events of the Tempo contract that it takes after. A payee
/// takes money out against a voucher, which says how much he may have taken in all, so the last one stands for every
/// payment before it. A payer whose payee is gone asks for the close, waits out the grace period, and takes the rest.
///
/// Whoever sends a payer's deposit cannot make anything of it but what the payer signed: the nonce of EIP-3009, and the
/// witness of Permit2, are made from the channel. An earlier text of the draft left the nonce to chance, and anybody who
/// saw such a signature could open a channel to himself with it.
contract EVMPaymentChannel {
    struct Channel {
        bool finalized; // for good: a channel that could be opened twice would honour the vouchers of the first time
        uint64 closeRequestedAt; // 0 if it was not
        address payer;
        address payee;
        address token;
        address authorizedSigner; // of vouchers, by key or by code (ERC-1271); if zero, the payer
        uint128 deposit; // of all that was paid in
        uint128 settled; // of all that was taken out by the payee
    }

    event ChannelOpened(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        address token,
        address authorizedSigner,
        bytes32 salt,
        uint256 deposit
    );
    event TopUp(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 additionalDeposit,
        uint256 newDeposit
    );
    event Settled(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 cumulativeAmount,
        uint256 deltaPaid,
        uint256 newSettled
    );
    event CloseRequested(
        bytes32 indexed channelId, address indexed payer, address indexed payee, uint256 closeGraceEnd
    );
    event CloseRequestCancelled(bytes32 indexed channelId, address indexed payer, address indexed payee);
    event ChannelClosed(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        uint256 settledToPayee,
        uint256 refundedToPayer
    );
    event ChannelExpired(bytes32 indexed channelId, address indexed payer, address indexed payee);

    error ChannelAlreadyExists();
    error ChannelNotFound();
    error ChannelFinalized();
    error InvalidPayee();
    error InvalidToken();
    error NotPayee();
    error NotPayer();
    error ZeroDeposit();
    error DepositOverflow();
    error TransferFailed();
    error NonceMismatch();
    error InvalidSignature();
    error AmountNotIncreasing();
    error AmountExceedsDeposit();
    error NonceAlreadyUsed();
    error AuthorizationExpired();
    error CloseNotReady();
    error InvalidPermit2Address();
    error ReentrancyGuardReentrantCall();

    uint64 public constant CLOSE_GRACE_PERIOD = 15 minutes;

    bytes32 public constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 channelId,uint128 cumulativeAmount)");
    bytes32 public constant SETTLE_AUTHORIZATION_TYPEHASH =
        keccak256("SettleAuthorization(bytes32 channelId,uint128 cumulativeAmount,uint256 nonce,uint256 deadline)");
    bytes32 public constant CLOSE_AUTHORIZATION_TYPEHASH =
        keccak256("CloseAuthorization(bytes32 channelId,uint128 cumulativeAmount,uint256 nonce,uint256 deadline)");
    bytes32 public constant CHANNEL_OPEN_WITNESS_TYPEHASH =
        keccak256("ChannelOpenWitness(address payee,bytes32 salt,address authorizedSigner)");
    bytes32 public constant CHANNEL_TOP_UP_WITNESS_TYPEHASH = keccak256("ChannelTopUpWitness(bytes32 channelId)");
    string private constant CHANNEL_OPEN_WITNESS =
        "ChannelOpenWitness witness)ChannelOpenWitness(address payee,bytes32 salt,address authorizedSigner)TokenPermissions(address token,uint256 amount)";
    string private constant CHANNEL_TOP_UP_WITNESS =
        "ChannelTopUpWitness witness)ChannelTopUpWitness(bytes32 channelId)TokenPermissions(address token,uint256 amount)";
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    ISignatureTransfer public immutable PERMIT2;
    uint256 private immutable domainChain = block.chainid;
    bytes32 private immutable domain = domainOf(block.chainid);

    mapping(bytes32 channelId => Channel) private channels;
    mapping(bytes32 channelId => mapping(uint256 nonce => bool)) private usedNonces;
    bool private transient entered;

    constructor(address permit2) {
        if (permit2 == address(0)) revert InvalidPermit2Address();
        PERMIT2 = ISignatureTransfer(permit2);
    }

    modifier nonReentrant() {
        if (entered) revert ReentrancyGuardReentrantCall();
        entered = true;
        _;
        entered = false;
    }

    // Opening

    /// The caller pays, and has approved this contract.
    function open(address payee, address token, uint128 deposit, bytes32 salt, address authorizedSigner)
        external
        nonReentrant
        returns (bytes32 channelId)
    {
        channelId = create(msg.sender, payee, token, deposit, salt, authorizedSigner);
        uint256 before = held(token);
        SafeTransfer.take(token, msg.sender, address(this), deposit);
        mustHaveCome(token, before, deposit);
    }

    /// By anybody. from has signed an EIP-3009 authorization of the deposit to this contract, whose nonce is
    /// keccak256(abi.encode(from, payee, token, salt, authorizedSigner)).
    function openWithAuthorization(
        address payee,
        address token,
        uint128 deposit,
        bytes32 salt,
        address authorizedSigner,
        address from,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external nonReentrant returns (bytes32 channelId) {
        if (nonce != keccak256(abi.encode(from, payee, token, salt, authorizedSigner))) revert NonceMismatch();
        channelId = create(from, payee, token, deposit, salt, authorizedSigner);
        pull(token, from, deposit, validAfter, validBefore, nonce, signature);
    }

    /// By anybody. from has signed a Permit2 transfer to this contract whose witness names the channel.
    function openWithPermit2(
        address payee,
        address token,
        uint128 deposit,
        bytes32 salt,
        address authorizedSigner,
        address from,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external nonReentrant returns (bytes32 channelId) {
        channelId = create(from, payee, token, deposit, salt, authorizedSigner);
        bytes32 witness = keccak256(abi.encode(CHANNEL_OPEN_WITNESS_TYPEHASH, payee, salt, authorizedSigner));
        pull2(token, from, deposit, nonce, deadline, witness, CHANNEL_OPEN_WITNESS, signature);
    }

    function create(
        address payer,
        address payee,
        address token,
        uint128 deposit,
        bytes32 salt,
        address authorizedSigner
    ) private returns (bytes32 channelId) {
        if (payer == address(0)) revert NotPayer();
        if (payee == address(0)) revert InvalidPayee();
        if (token.code.length == 0) revert InvalidToken();
        if (deposit == 0) revert ZeroDeposit();
        channelId = computeChannelId(payer, payee, token, salt, authorizedSigner);
        if (channels[channelId].payer != address(0)) revert ChannelAlreadyExists();
        channels[channelId] = Channel(false, 0, payer, payee, token, authorizedSigner, deposit, 0);
        emit ChannelOpened(channelId, payer, payee, token, authorizedSigner, salt, deposit);
    }

    // Topping up, which also takes back that the payer asked for the close

    function topUp(bytes32 channelId, uint128 additionalDeposit) external nonReentrant {
        address token = add(channelId, msg.sender, additionalDeposit);
        uint256 before = held(token);
        SafeTransfer.take(token, msg.sender, address(this), additionalDeposit);
        mustHaveCome(token, before, additionalDeposit);
    }

    /// By anybody, with an authorization of the payer whose nonce is
    /// keccak256(abi.encode(channelId, additionalDeposit, from, topUpSalt)). Money of others is not taken: a payee could
    /// put off the payer's close for ever by adding a little.
    function topUpWithAuthorization(
        bytes32 channelId,
        uint128 additionalDeposit,
        address from,
        bytes32 topUpSalt,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external nonReentrant {
        if (nonce != keccak256(abi.encode(channelId, additionalDeposit, from, topUpSalt))) revert NonceMismatch();
        address token = add(channelId, from, additionalDeposit);
        pull(token, from, additionalDeposit, validAfter, validBefore, nonce, signature);
    }

    function topUpWithPermit2(
        bytes32 channelId,
        uint128 additionalDeposit,
        address from,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external nonReentrant {
        address token = add(channelId, from, additionalDeposit);
        bytes32 witness = keccak256(abi.encode(CHANNEL_TOP_UP_WITNESS_TYPEHASH, channelId));
        pull2(token, from, additionalDeposit, nonce, deadline, witness, CHANNEL_TOP_UP_WITNESS, signature);
    }

    function add(bytes32 channelId, address from, uint128 amount) private returns (address token) {
        Channel storage channel = living(channelId);
        if (from != channel.payer) revert NotPayer();
        if (amount == 0) revert ZeroDeposit();
        if (amount > type(uint128).max - channel.deposit) revert DepositOverflow();
        channel.deposit += amount;
        if (channel.closeRequestedAt != 0) {
            channel.closeRequestedAt = 0;
            emit CloseRequestCancelled(channelId, from, channel.payee);
        }
        emit TopUp(channelId, from, channel.payee, amount, channel.deposit);
        return channel.token;
    }

    // What the payee takes

    /// By the payee, at any time before the end. cumulativeAmount is what he will have taken in all.
    function settle(bytes32 channelId, uint128 cumulativeAmount, bytes calldata signature) external nonReentrant {
        Channel storage channel = living(channelId);
        if (msg.sender != channel.payee) revert NotPayee();
        settleTo(channelId, channel, cumulativeAmount, signature);
    }

    /// By the payee: takes what the voucher says and gives the payer the rest, for good. Where nothing more is taken, no
    /// voucher is needed.
    function close(bytes32 channelId, uint128 cumulativeAmount, bytes calldata signature) external nonReentrant {
        Channel storage channel = living(channelId);
        if (msg.sender != channel.payee) revert NotPayee();
        closeAt(channelId, channel, cumulativeAmount, signature);
    }

    /// By anybody, with the payee's signature of SettleAuthorization. A nonce is good once, whichever of the two it is for.
    function settleWithAuthorization(
        bytes32 channelId,
        uint128 cumulativeAmount,
        uint256 nonce,
        uint256 deadline,
        bytes calldata payeeSignature,
        bytes calldata voucherSignature
    ) external nonReentrant {
        Channel storage channel = living(channelId);
        bytes32 kind = SETTLE_AUTHORIZATION_TYPEHASH;
        useOrder(kind, channelId, channel.payee, cumulativeAmount, nonce, deadline, payeeSignature);
        settleTo(channelId, channel, cumulativeAmount, voucherSignature);
    }

    /// By anybody, with the payee's signature of CloseAuthorization.
    function closeWithAuthorization(
        bytes32 channelId,
        uint128 cumulativeAmount,
        uint256 nonce,
        uint256 deadline,
        bytes calldata payeeSignature,
        bytes calldata voucherSignature
    ) external nonReentrant {
        Channel storage channel = living(channelId);
        bytes32 kind = CLOSE_AUTHORIZATION_TYPEHASH;
        useOrder(kind, channelId, channel.payee, cumulativeAmount, nonce, deadline, payeeSignature);
        closeAt(channelId, channel, cumulativeAmount, voucherSignature);
    }

    function useOrder(
        bytes32 kind,
        bytes32 channelId,
        address payee,
        uint128 amount,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) private {
        if (block.timestamp > deadline) revert AuthorizationExpired();
        if (usedNonces[channelId][nonce]) revert NonceAlreadyUsed();
        bytes32 digest = digestOf(keccak256(abi.encode(kind, channelId, amount, nonce, deadline)));
        if (!Signatures.isBy(payee, digest, signature)) revert InvalidSignature();
        usedNonces[channelId][nonce] = true;
    }

    function settleTo(bytes32 channelId, Channel storage channel, uint128 amount, bytes calldata signature) private {
        uint128 before = channel.settled;
        if (amount <= before) revert AmountNotIncreasing();
        checkVoucher(channelId, channel, amount, signature);
        channel.settled = amount;
        emit Settled(channelId, channel.payer, channel.payee, amount, amount - before, amount);
        SafeTransfer.send(channel.token, channel.payee, amount - before);
    }

    function closeAt(bytes32 channelId, Channel storage channel, uint128 amount, bytes calldata signature) private {
        uint128 before = channel.settled;
        if (amount > before) checkVoucher(channelId, channel, amount, signature);
        else amount = before;
        uint128 rest = channel.deposit - amount;
        channel.settled = amount;
        channel.finalized = true;
        emit ChannelClosed(channelId, channel.payer, channel.payee, amount, rest);
        if (amount != before) SafeTransfer.send(channel.token, channel.payee, amount - before);
        if (rest != 0) SafeTransfer.send(channel.token, channel.payer, rest);
    }

    function checkVoucher(bytes32 channelId, Channel storage channel, uint128 amount, bytes calldata signature)
        private
        view
    {
        if (amount > channel.deposit) revert AmountExceedsDeposit();
        address signer = channel.authorizedSigner == address(0) ? channel.payer : channel.authorizedSigner;
        bytes32 digest = getVoucherDigest(channelId, amount);
        // What a key has signed stays signed. Were the account's code asked first, whoever paid by his key could take
        // all of it back by delegating to code that denies it (EIP-7702).
        if (Signatures.isByKey(signer, digest, signature)) return;
        if (signer.code.length == 0 || !Signatures.askAccount(signer, digest, signature)) revert InvalidSignature();
    }

    // The payer's way out

    /// By the payer. From now on he only has to wait; asking again does not make it longer.
    function requestClose(bytes32 channelId) external nonReentrant {
        Channel storage channel = living(channelId);
        if (msg.sender != channel.payer) revert NotPayer();
        if (channel.closeRequestedAt != 0) return;
        channel.closeRequestedAt = uint64(block.timestamp);
        emit CloseRequested(channelId, msg.sender, channel.payee, block.timestamp + CLOSE_GRACE_PERIOD);
    }

    /// By the payer, when the grace period is over: takes what the payee has not, for good.
    function withdraw(bytes32 channelId) external nonReentrant {
        Channel storage channel = living(channelId);
        if (msg.sender != channel.payer) revert NotPayer();
        uint256 asked = channel.closeRequestedAt;
        if (asked == 0 || block.timestamp < asked + CLOSE_GRACE_PERIOD) revert CloseNotReady();
        uint128 rest = channel.deposit - channel.settled;
        channel.finalized = true;
        emit ChannelExpired(channelId, msg.sender, channel.payee);
        emit ChannelClosed(channelId, msg.sender, channel.payee, channel.settled, rest);
        if (rest != 0) SafeTransfer.send(channel.token, msg.sender, rest);
    }

    function living(bytes32 channelId) private view returns (Channel storage channel) {
        channel = channels[channelId];
        if (channel.payer == address(0)) revert ChannelNotFound();
        if (channel.finalized) revert ChannelFinalized();
    }

    // Moving tokens in: all of the deposit comes, or nothing is done. A token that takes a fee cannot be had.

    function held(address token) private view returns (uint256) {
        return IERC20(token).balanceOf(address(this));
    }

    function mustHaveCome(address token, uint256 before, uint256 amount) private view {
        if (held(token) != before + amount) revert TransferFailed();
    }

    function pull(
        address token,
        address from,
        uint128 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) private {
        uint256 before = held(token);
        IERC3009(token).receiveWithAuthorization(
            from, address(this), amount, validAfter, validBefore, nonce, signature
        );
        mustHaveCome(token, before, amount);
    }

    function pull2(
        address token,
        address from,
        uint128 amount,
        uint256 nonce,
        uint256 deadline,
        bytes32 witness,
        string memory witnessType,
        bytes calldata signature
    ) private {
        uint256 before = held(token);
        PERMIT2.permitWitnessTransferFrom(
            ISignatureTransfer.PermitTransferFrom(
                ISignatureTransfer.TokenPermissions(token, amount), nonce, deadline
            ),
            ISignatureTransfer.SignatureTransferDetails(address(this), amount),
            from,
            witness,
            witnessType,
            signature
        );
        mustHaveCome(token, before, amount);
    }

    // What can be asked

    function getChannel(bytes32 channelId) external view returns (Channel memory) {
        return channels[channelId];
    }

    function computeChannelId(address payer, address payee, address token, bytes32 salt, address authorizedSigner)
        public
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(payer, payee, token, salt, authorizedSigner, address(this), block.chainid));
    }

    function getVoucherDigest(bytes32 channelId, uint128 cumulativeAmount) public view returns (bytes32) {
        return digestOf(keccak256(abi.encode(VOUCHER_TYPEHASH, channelId, cumulativeAmount)));
    }

    function domainSeparator() public view returns (bytes32) {
        return block.chainid == domainChain ? domain : domainOf(block.chainid);
    }

    function digestOf(bytes32 content) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", domainSeparator(), content));
    }

    function domainOf(uint256 chain) private view returns (bytes32) {
        bytes32 name = keccak256("EVM Payment Channel");
        return keccak256(abi.encode(DOMAIN_TYPEHASH, name, keccak256("1"), chain, address(this)));
    }
}
