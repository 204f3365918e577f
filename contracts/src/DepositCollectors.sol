// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepositCollector} from "./IDepositCollector.sol";
import {IERC3009} from "./IERC3009.sol";
import {ISignatureTransfer} from "./ISignatureTransfer.sol";
import {IERC20, SafeTransfer} from "./SafeTransfer.sol";
import {IERC2612} from "./X402Permit2Proxy.sol";

/// What x402's two collectors of deposits have in common: they serve one escrow. Were anybody allowed to call them, a
/// collector of his own could call them in the middle of his deposit, and the payer's tokens would count as his. Written
/// anew for test chains, with the ABI and the messages of the deployed ones.
abstract contract DepositCollector is IDepositCollector {
    error OnlyX402BatchSettlement();
    error InvalidX402BatchSettlementAddress();

    address public immutable x402BatchSettlement;

    constructor(address escrow) {
        if (escrow == address(0)) revert InvalidX402BatchSettlementAddress();
        x402BatchSettlement = escrow;
    }

    modifier onlyEscrow() {
        if (msg.sender != x402BatchSettlement) revert OnlyX402BatchSettlement();
        _;
    }
}

/// Collects by EIP-3009. The payer signs for a nonce that is made of the channel's id: whoever sends the deposit cannot
/// bend it to another channel. A token pays only who asks himself (receiveWithAuthorization), so that what comes stops
/// here first and is passed on, as much of it as came.
contract ERC3009DepositCollector is DepositCollector {
    constructor(address escrow) DepositCollector(escrow) {}

    /// data is abi.encode(uint256 validAfter, uint256 validBefore, uint256 salt, bytes signature).
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata data)
        external
        onlyEscrow
    {
        (uint256 validAfter, uint256 validBefore, uint256 salt, bytes memory signature) =
            abi.decode(data, (uint256, uint256, uint256, bytes));
        uint256 before = IERC20(token).balanceOf(address(this));
        bytes32 nonce = keccak256(abi.encode(channelId, salt));
        IERC3009(token).receiveWithAuthorization(
            payer, address(this), amount, validAfter, validBefore, nonce, signature
        );
        SafeTransfer.send(token, x402BatchSettlement, IERC20(token).balanceOf(address(this)) - before);
    }
}

/// Collects by Permit2, from the payer straight to the escrow. The witness that he signs names the channel, and the
/// message names this contract as the only one to use it.
contract Permit2DepositCollector is DepositCollector {
    event EIP2612PermitFailedWithReason(address indexed token, address indexed owner, string reason);
    event EIP2612PermitFailedWithPanic(address indexed token, address indexed owner, uint256 errorCode);
    event EIP2612PermitFailedWithData(address indexed token, address indexed owner, bytes data);

    error InvalidPermit2Address();
    error Permit2612AmountMismatch();

    string public constant DEPOSIT_WITNESS_TYPE_STRING =
        "DepositWitness witness)DepositWitness(bytes32 channelId)TokenPermissions(address token,uint256 amount)";
    bytes32 public constant DEPOSIT_WITNESS_TYPEHASH = keccak256("DepositWitness(bytes32 channelId)");

    ISignatureTransfer public immutable PERMIT2;

    constructor(address escrow, address permit2) DepositCollector(escrow) {
        if (permit2 == address(0)) revert InvalidPermit2Address();
        PERMIT2 = ISignatureTransfer(permit2);
    }

    /// data is abi.encode(uint256 nonce, uint256 deadline, bytes signature, bytes permit). permit is empty, or the
    /// payer's approval of Permit2 by EIP-2612: abi.encode(uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s).
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata data)
        external
        onlyEscrow
    {
        (uint256 nonce, uint256 deadline, bytes memory signature, bytes memory permit) =
            abi.decode(data, (uint256, uint256, bytes, bytes));
        if (permit.length != 0) tryPermit(payer, token, amount, permit);
        PERMIT2.permitWitnessTransferFrom(
            ISignatureTransfer.PermitTransferFrom(
                ISignatureTransfer.TokenPermissions(token, amount), nonce, deadline
            ),
            ISignatureTransfer.SignatureTransferDetails(x402BatchSettlement, amount),
            payer,
            keccak256(abi.encode(DEPOSIT_WITNESS_TYPEHASH, channelId)),
            DEPOSIT_WITNESS_TYPE_STRING,
            signature
        );
    }

    /// That the approval fails proves nothing: somebody may have sent it already. The transfer will tell.
    function tryPermit(address payer, address token, uint256 amount, bytes memory permit) private {
        (uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(permit, (uint256, uint256, uint8, bytes32, bytes32));
        if (value != amount) revert Permit2612AmountMismatch();
        try IERC2612(token).permit(payer, address(PERMIT2), value, deadline, v, r, s) {}
        catch Error(string memory reason) {
            emit EIP2612PermitFailedWithReason(token, payer, reason);
        } catch Panic(uint256 code) {
            emit EIP2612PermitFailedWithPanic(token, payer, code);
        } catch (bytes memory reason) {
            emit EIP2612PermitFailedWithData(token, payer, reason);
        }
    }
}
