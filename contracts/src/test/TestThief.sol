// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDepositCollector} from "../IDepositCollector.sol";

/// A collector of deposits that does what it is told by whoever sends the deposit, which is how a thief would use the
/// moment in which the escrow waits for tokens.
contract TestCollector is IDepositCollector {
    struct Step {
        address to;
        bytes data;
    }

    function collect(address, address, uint256, bytes32, bytes calldata data) external {
        Step[] memory steps = abi.decode(data, (Step[]));
        for (uint256 i = 0; i < steps.length; i++) {
            (bool success, bytes memory answer) = steps[i].to.call(steps[i].data);
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(answer, 0x20), mload(answer))
                }
            }
        }
    }
}

/// A token that keeps a fee of each transfer, asks nobody for leave, and calls somebody back in the middle of a transfer.
contract TestOddToken {
    uint256 public immutable fee;
    mapping(address account => uint256) public balanceOf;
    address private called;
    bytes private calledWith;
    bytes public answer; // of the call

    constructor(uint256 fee_) {
        fee = fee_;
    }

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
    }

    /// Calls to with data in each transfer, whatever comes of it.
    function callBack(address to, bytes calldata data) external {
        called = to;
        calledWith = data;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        move(msg.sender, to, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        move(from, to, value);
        return true;
    }

    function receiveWithAuthorization(address from, address to, uint256 value, uint256, uint256, bytes32, bytes memory)
        external
    {
        move(from, to, value);
    }

    function move(address from, address to, uint256 value) private {
        balanceOf[from] -= value;
        balanceOf[to] += value - fee;
        if (called != address(0)) (, answer) = called.call(calledWith);
    }
}
