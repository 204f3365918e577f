// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What an escrow asks to bring it a payer's tokens. How the payer agreed to it is in data, in the collector's own form.
interface IDepositCollector {
    function collect(address payer, address token, uint256 amount, bytes32 channelId, bytes calldata data) external;
}
