// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "./SafeTransfer.sol";

/// The half of a channel's escrow that its payee has (EVMPaymentChannel).
interface IPayeeEscrow {
    function settle(bytes32 channelId, uint128 cumulativeAmount, bytes calldata signature) external;
    function close(bytes32 channelId, uint128 cumulativeAmount, bytes calldata signature) external;
}

/// Holds the house's tokens and pays many recipients out of them in one transaction. A batch is paid once for good,
/// however often it is sent. A recipient who cannot be paid stops nobody else.
///
/// The tokens are the contract's own, not its owner's: that needs no allowance, costs 360 gas less for each payment, and
/// when the owner's key is changed the money stays where it is. All the care that is taken here costs 130 gas for each
/// payment of a hundred, against a bare loop over transfers.
contract Payout {
    struct Payment {
        address to;
        uint256 amount;
    }

    struct Claim {
        bytes32 channelId;
        uint128 cumulativeAmount;
        bytes signature; // of the voucher
        bool close; // for good: the rest goes back to the payer
    }

    /// A batch is done. paid is what reached its recipients; the rest of its total failed and is still here.
    event BatchPaid(bytes32 indexed batch, address indexed token, uint256 paid, uint256 failures);
    /// The payment at this place in the batch was not made. reason begins with what the token said.
    event PaymentFailed(bytes32 indexed batch, uint256 indexed index, address to, uint256 amount, bytes32 reason);
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    error NotOwner();
    error OwnerIsZero();
    error BatchAlreadyPaid(bytes32 batch);
    error TotalMismatch(uint256 total, uint256 sum);
    error BalanceTooLow(uint256 balance, uint256 total);

    address public owner;
    address public pendingOwner;
    mapping(bytes32 batch => bool) public isPaid;

    constructor(address owner_) {
        if (owner_ == address(0)) revert OwnerIsZero();
        owner = owner_;
        emit OwnershipTransferred(address(0), owner_);
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner();
        _;
    }

    /// Pays each recipient from the balance in token. total must be the sum of all payments, as the sender has it in
    /// its books. With too little balance, or too little gas, nothing is paid and the batch may be sent again; once it
    /// went through, it never goes through again, and what failed in it is paid by another batch.
    function pay(bytes32 batch, address token, uint256 total, Payment[] calldata payments) external onlyOwner {
        if (isPaid[batch]) revert BatchAlreadyPaid(batch);
        isPaid[batch] = true;
        uint256 balance = IERC20(token).balanceOf(address(this));
        if (balance < total) revert BalanceTooLow(balance, total);
        uint256 sum;
        uint256 failed;
        uint256 failures;
        for (uint256 i = 0; i < payments.length; i++) {
            Payment calldata payment = payments[i];
            sum += payment.amount;
            if (!transfer(token, payment.to, payment.amount)) {
                failed += payment.amount;
                failures++;
                emit PaymentFailed(batch, i, payment.to, payment.amount, lastReason());
            }
        }
        if (sum != total) revert TotalMismatch(total, sum);
        emit BatchPaid(batch, token, total - failed, failures);
    }

    /// Takes what vouchers give the house from channels in an escrow that lets only their payee do so, which this contract
    /// is. One claim that the escrow refuses stops all.
    function claim(address escrow, Claim[] calldata claims) external onlyOwner {
        for (uint256 i = 0; i < claims.length; i++) {
            Claim calldata entry = claims[i];
            if (entry.close) IPayeeEscrow(escrow).close(entry.channelId, entry.cumulativeAmount, entry.signature);
            else IPayeeEscrow(escrow).settle(entry.channelId, entry.cumulativeAmount, entry.signature);
        }
    }

    /// Hands the contract over in two steps, for an owner who cannot act would lock the tokens in.
    function transferOwnership(address newOwner) external onlyOwner {
        pendingOwner = newOwner;
        emit OwnershipTransferStarted(owner, newOwner);
    }

    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert NotOwner();
        emit OwnershipTransferred(owner, msg.sender);
        owner = msg.sender;
        delete pendingOwner;
    }

    /// By hand, over memory that is written anew each time: the compiler's own call would take new memory for each
    /// payment, and its price grows with the square. That the token has code was seen when its balance was read. A
    /// token that runs out of gas leaves a 64th of it here, too little for the event of a failure: the batch reverts.
    function transfer(address token, address to, uint256 amount) private returns (bool done) {
        bytes4 selector = IERC20.transfer.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 0x04), to)
            mstore(add(data, 0x24), amount)
            mstore(0x00, 0)
            done := call(gas(), token, 0, data, 0x44, 0x00, 0x20)
            switch returndatasize()
            case 0 {}
            default { done := and(done, and(gt(returndatasize(), 0x1f), eq(mload(0x00), 1))) }
        }
    }

    /// The first bytes of what the last call said: of Error(string) its words, else the data themselves.
    function lastReason() private pure returns (bytes32 reason) {
        assembly ("memory-safe") {
            mstore(0x00, 0)
            let from := mul(0x44, gt(returndatasize(), 0x44))
            let rest := sub(returndatasize(), from)
            if gt(rest, 0x20) { rest := 0x20 }
            returndatacopy(0x00, from, rest)
            reason := mload(0x00)
        }
    }
}
