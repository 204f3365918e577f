package buyer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

const (
	channelsDir    = "channels"
	channelVersion = 1
)

// ChannelRecord is what a folder keeps of a channel. Amounts are smallest units of
// the channel's token; Charged and Signed count from the channel's first use on.
type ChannelRecord struct {
	Version int            `json:"version"`
	ID      common.Hash    `json:"id"`
	ChainID uint64         `json:"chain_id"`
	Config  channel.Config `json:"config"`
	URL     string         `json:"url"` // what was paid for last: where to ask for the rest back

	Balance uint256.Int `json:"balance"` // deposited and not given back, as far as is known
	Charged uint256.Int `json:"charged"` // by the seller, as far as is known

	// Signed is the most that was ever signed for. It is on disk before a voucher
	// leaves, so that whatever a seller says was charged beyond it is a lie.
	Signed    uint256.Int   `json:"signed"`
	Signature hexutil.Bytes `json:"signature,omitempty"` // of the voucher over Signed

	// Pending is a deposit by EIP-3009 that was signed and is not known to have been
	// made. The chain makes it once, so that it can be sent again.
	Pending *PendingDeposit `json:"pending,omitempty"`
	// OneByOne says that the seller takes one request at a time.
	OneByOne bool `json:"one_by_one,omitempty"`
	// Leaving is when the payer has announced that he takes the rest out, on chain;
	// Unix seconds. Nothing more is paid from the channel.
	Leaving uint64    `json:"leaving,omitempty"`
	Updated time.Time `json:"updated"`
}

// PendingDeposit is one that may still be made until it expires.
type PendingDeposit struct {
	Amount    uint256.Int   `json:"amount"`
	Until     uint64        `json:"until"` // Unix seconds
	Salt      common.Hash   `json:"salt"`
	Signature hexutil.Bytes `json:"signature"`
}

func (p *PendingDeposit) deposit() *channel.Deposit {
	return &channel.Deposit{Amount: p.Amount, ValidBefore: *uint256.NewInt(p.Until), Salt: p.Salt, Signature: p.Signature}
}

// Free is what can be had back, as far as is known.
func (r *ChannelRecord) Free() (free uint256.Int) {
	if r.Balance.Gt(&r.Charged) {
		free.Sub(&r.Balance, &r.Charged)
	}
	return free
}

// Channels reads what is known of channels, by their files' names.
func (f *Folder) Channels() (all []ChannelRecord, err error) {
	err = f.locked(func() error {
		entries, err := os.ReadDir(filepath.Join(f.dir, channelsDir))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		for _, e := range entries {
			if !strings.HasSuffix(e.Name(), ".json") {
				continue
			}
			r, err := f.readChannel(strings.TrimSuffix(e.Name(), ".json"))
			if err != nil {
				return err
			}
			all = append(all, *r)
		}
		return err
	})
	return all, err
}

func channelFile(name string) string { return filepath.Join(channelsDir, name+".json") }

// readChannel is nil for a channel that nothing is known of.
func (f *Folder) readChannel(name string) (*ChannelRecord, error) {
	if f.dir == "" {
		return nil, nil
	}
	text, err := os.ReadFile(filepath.Join(f.dir, channelFile(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	r := &ChannelRecord{}
	if err == nil {
		err = json.Unmarshal(text, r)
	}
	if err == nil && (r.Version != channelVersion || r.ID != r.Config.ID(r.ChainID)) {
		err = errors.New("it is of another version, or its id is not that of its config")
	}
	if err != nil {
		return nil, fmt.Errorf("what is known of a channel cannot be read from %s in %s; mend the file, or take it away to ask the seller: %w", channelFile(name), f.dir, err)
	}
	return r, nil
}

// Channel changes what is known of a channel, while no other program does. The
// record is nil for one that nothing is known of, and what change returns is kept
// before Channel returns; nil leaves it as it was.
func (f *Folder) Channel(id common.Hash, change func(*ChannelRecord) (*ChannelRecord, error)) error {
	return f.locked(func() error {
		r, err := f.readChannel(id.Hex())
		if err != nil {
			return err
		}
		if r, err = change(r); err != nil || r == nil {
			return err
		}
		if err := os.MkdirAll(filepath.Join(f.dir, channelsDir), 0o700); err != nil {
			return err
		}
		return f.write(channelFile(id.Hex()), r)
	})
}
