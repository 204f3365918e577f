// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC3009} from "./IERC3009.sol";
import {ISignatureTransfer} from "./ISignatureTransfer.sol";
import {SafeTransfer} from "./SafeTransfer.sol";

/// Takes deposits with a memo that says whose account they are for, and passes them on to the house at once: it holds
/// nothing and has no owner. Who signs a deposit binds the memo with it, so whoever sends it cannot redirect it.
///
/// Anybody can bring a token of his own that only pretends to move: a Deposit counts together with the Transfer of a
/// known token in the same transaction, and with its amount.
contract DepositMemo {
    event Deposit(address indexed payer, address indexed token, uint256 amount, bytes32 indexed memo);

    error ZeroAddress();

    string public constant WITNESS_TYPE_STRING =
        "DepositMemo witness)DepositMemo(bytes32 memo)TokenPermissions(address token,uint256 amount)";
    bytes32 public constant WITNESS_TYPEHASH = keccak256("DepositMemo(bytes32 memo)");

    ISignatureTransfer public immutable permit2;
    address public immutable custody;

    constructor(address permit2_, address custody_) {
        if (permit2_ == address(0) || custody_ == address(0)) revert ZeroAddress();
        permit2 = ISignatureTransfer(permit2_);
        custody = custody_;
    }

    /// The caller pays, and has approved this contract.
    function deposit(address token, uint256 amount, bytes32 memo) external {
        SafeTransfer.take(token, msg.sender, custody, amount);
        emit Deposit(msg.sender, token, amount, memo);
    }

    /// The nonce to sign with for a memo. The salt is the payer's choice and tells his deposits apart.
    function nonceOf(bytes32 memo, bytes32 salt) public pure returns (bytes32) {
        return keccak256(abi.encode(memo, salt));
    }

    /// The payer has signed ReceiveWithAuthorization (EIP-3009) to this contract with nonceOf(memo, salt). Anybody
    /// may send it: the nonce says for which memo it was signed.
    function depositWithAuthorization(
        address token,
        address payer,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 memo,
        bytes32 salt,
        bytes calldata signature
    ) external {
        bytes32 nonce = nonceOf(memo, salt);
        IERC3009(token).receiveWithAuthorization(
            payer, address(this), amount, validAfter, validBefore, nonce, signature
        );
        SafeTransfer.send(token, custody, amount);
        emit Deposit(payer, token, amount, memo);
    }

    /// The payer has signed Permit2's PermitWitnessTransferFrom with this contract as spender and the memo as witness.
    function depositWithPermit2(
        ISignatureTransfer.PermitTransferFrom calldata permit,
        address payer,
        bytes32 memo,
        bytes calldata signature
    ) external {
        permit2.permitWitnessTransferFrom(
            permit,
            ISignatureTransfer.SignatureTransferDetails(custody, permit.permitted.amount),
            payer,
            keccak256(abi.encode(WITNESS_TYPEHASH, memo)),
            WITNESS_TYPE_STRING,
            signature
        );
        emit Deposit(payer, permit.permitted.token, permit.permitted.amount, memo);
    }
}
