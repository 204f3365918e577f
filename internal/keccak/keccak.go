package keccak

import (
	"encoding/binary"
	"math/bits"
)

const (
	rate   = 136 // bytes absorbed at a time
	lanes  = 25
	rounds = 24
)

// The constants of Keccak-f[1600]: of iota, and of rho and pi along their cycle.
var (
	roundConstants = [rounds]uint64{
		0x1, 0x8082, 0x800000000000808a, 0x8000000080008000, 0x808b, 0x80000001, 0x8000000080008081, 0x8000000000008009,
		0x8a, 0x88, 0x80008009, 0x8000000a, 0x8000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
		0x8000000000008002, 0x8000000000000080, 0x800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x80000001, 0x8000000080008008,
	}
	rotations = [rounds]int{1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44}
	places    = [rounds]int{10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1}
)

// Sum256 hashes data.
func Sum256(data []byte) (sum [32]byte) {
	var state [lanes]uint64
	for len(data) >= rate {
		absorb(&state, data[:rate])
		data = data[rate:]
	}
	var last [rate]byte
	copy(last[:], data)
	last[len(data)] ^= 0x01
	last[rate-1] ^= 0x80
	absorb(&state, last[:])
	for i := range sum {
		sum[i] = byte(state[i/8] >> (8 * (i % 8)))
	}
	return sum
}

func absorb(state *[lanes]uint64, block []byte) {
	for i := range rate / 8 {
		state[i] ^= binary.LittleEndian.Uint64(block[8*i:])
	}
	for _, constant := range roundConstants {
		var column [5]uint64
		for i := range lanes {
			column[i%5] ^= state[i]
		}
		for i := range lanes {
			state[i] ^= column[(i+4)%5] ^ bits.RotateLeft64(column[(i+1)%5], 1)
		}
		carried := state[1]
		for i, place := range places {
			carried, state[place] = state[place], bits.RotateLeft64(carried, rotations[i])
		}
		for row := 0; row < lanes; row += 5 {
			var r [5]uint64
			copy(r[:], state[row:])
			for i := range r {
				state[row+i] = r[i] ^ ^r[(i+1)%5]&r[(i+2)%5]
			}
		}
		state[0] ^= constant
	}
}
