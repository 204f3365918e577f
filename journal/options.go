package journal

import (
	"log/slog"
	"math"
	"time"

	"github.com/hashicorp/raft"
)

// Defaults and limits of Options.
const (
	// SnapshotEveryDefault is half a gigabyte of log: about a second of replay.
	SnapshotEveryDefault = 512 << 20
	// SnapshotNever leaves snapshots to Journal.Snapshot.
	SnapshotNever = math.MaxUint64
	// SnapshotKeepDefault: the newest, and one to fall back on.
	SnapshotKeepDefault = 2
	// SnapshotRateDefault leaves most of a disk to the records, in bytes per
	// second.
	SnapshotRateDefault = 256 << 20
	// InFlightDefault bounds unanswered payload, in bytes.
	InFlightDefault = 64 << 20
	// StartTimeoutDefault is how long Open waits for a leader.
	StartTimeoutDefault = 30 * time.Second
)

// Options of Open. Dir is required; zero values elsewhere mean the defaults.
type Options struct {
	Dir string
	// SnapshotEvery is how many bytes of log are applied between snapshots:
	// the time of a restart grows with bytes, not with the number of records.
	// Of a large state it is at least four times the last snapshot's size.
	SnapshotEvery uint64
	// SnapshotKeep is the number of snapshot files kept.
	SnapshotKeep int
	// SnapshotRate bounds how fast a snapshot is written, in bytes per second;
	// negative means no bound.
	SnapshotRate int64
	// SegmentSize is the size of a log file in bytes; it may differ from run
	// to run.
	SegmentSize int64
	// InFlight bounds the bytes of unanswered payload; Append waits beyond it.
	InFlight int64
	Logger   *slog.Logger
	// FS replaces the operating system's files, to inject faults.
	FS FS

	// NodeID names this voter among others, for good; default "1".
	NodeID string
	// Bind is the address that other voters reach this one at, host:port. Empty
	// means a voter that is alone: nothing listens on the network.
	Bind string
	// Peers are all voters of a new cluster, this one included. They are read
	// only when the directory is new.
	Peers []Peer
	// StartTimeout bounds the wait for a leader.
	StartTimeout time.Duration

	// transport replaces the network in tests.
	transport raft.Transport
}

// Peer is one voter.
type Peer struct{ NodeID, Address string }

func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" {
		return o, failure(CodeDirectory, "Options.Dir is empty; name the data directory")
	}
	o.SnapshotEvery = orDefault(o.SnapshotEvery, SnapshotEveryDefault)
	o.SnapshotKeep = orDefault(o.SnapshotKeep, SnapshotKeepDefault)
	o.SnapshotRate = orDefault(o.SnapshotRate, SnapshotRateDefault)
	o.SegmentSize = orDefault(o.SegmentSize, SegmentSizeDefault)
	o.InFlight = orDefault(o.InFlight, InFlightDefault)
	o.StartTimeout = orDefault(o.StartTimeout, StartTimeoutDefault)
	o.NodeID = orDefault(o.NodeID, "1")
	if o.SegmentSize < SegmentSizeMin || o.SegmentSize > SegmentSizeMax || o.SegmentSize%recordAlign != 0 {
		return o, failure(CodeFormat, "a segment of %d bytes is not possible; choose a multiple of %d from %d to %d",
			o.SegmentSize, recordAlign, SegmentSizeMin, SegmentSizeMax)
	}
	if o.FS == nil {
		o.FS = osFS{}
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o, nil
}

func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// alone reports whether this voter runs without a network.
func (o *Options) alone() bool { return o.Bind == "" && o.transport == nil }
