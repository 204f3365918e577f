package batch

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"aidollar/core/ledger"
)

// Runner makes calls on behalf of a key. It is called from many goroutines.
type Runner interface {
	// Run makes one call, in the service tier "batch" where the model has one.
	// The id names the call, its hold and its receipt. A call that was captured
	// under this id before is made without being charged again. The body may be
	// kept until Run returns. ErrClosed and ErrForgotten say what became of the
	// id; any other error leaves that open. A cancelled ctx ends the call.
	Run(ctx context.Context, key, call ledger.ID, path string, body []byte) (Answer, error)
}

// Answer is what a call brought.
type Answer struct {
	Status int
	Body   []byte
	Cost   string // a plain decimal in dollars; empty when nothing was charged
}

// What a Runner says of an id.
var (
	ErrClosed    = errors.New("the call of this id was closed without a charge") // another id is fine
	ErrForgotten = errors.New("whether the call of this id was charged cannot be told")
)

// Caller is who asks. Files and batches belong to the party.
type Caller struct{ Key, Party ledger.ID }

// Config is what a Service is made of. Zero numbers and times take the default
// named beside them.
type Config struct {
	Dir    string // everything is kept there; nobody else writes in it
	Runner Runner
	// Authenticate finds who asks. An error is answered as it is if it is a
	// *Problem, and as a failure of the house otherwise.
	Authenticate func(*http.Request) (Caller, error)
	Endpoints    []string // paths that lines may name: /v1/chat/completions
	Log          *slog.Logger
	Now          func() time.Time // time.Now

	FileMax    int64         // bytes of a file; 100 MiB
	StorageMax int64         // bytes of a party's files; 1 GiB
	FilesMax   int           // files of a party; 1,000
	LinesMax   int           // lines of a batch; 50,000
	LineMax    int           // bytes of a line; 4 MiB
	OpenMax    int           // open batches of a party; 16
	KeptMax    int           // batches of a party, ended ones included; 1,000
	Parallel   int           // calls at once of a batch; 4
	RunningMax int           // batches at once; 16
	UploadsMax int           // files that arrive at once; 16
	TriesMax   int           // attempts at a line that fails for no fault of its own; 4
	Pause      time.Duration // before the second attempt, doubled for each further one; 2 s
}

// WindowMax bounds how long a batch may take.
const WindowMax = 7 * 24 * time.Hour

func (c *Config) fill() error {
	switch {
	case c.Dir == "":
		return errors.New("batches need a folder")
	case c.Runner == nil || c.Authenticate == nil:
		return errors.New("batches need a Runner and somebody who authenticates")
	case len(c.Endpoints) == 0:
		return errors.New("batches need endpoints that lines may name")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	number(&c.FileMax, 100<<20)
	number(&c.StorageMax, 1<<30)
	number(&c.FilesMax, 1000)
	number(&c.LinesMax, 50_000)
	number(&c.LineMax, 4<<20)
	number(&c.OpenMax, 16)
	number(&c.KeptMax, 1000)
	number(&c.Parallel, 4)
	number(&c.RunningMax, 16)
	number(&c.UploadsMax, 16)
	number(&c.TriesMax, 4)
	number(&c.Pause, 2*time.Second)
	return nil
}

func number[N ~int | ~int64](n *N, fallback N) {
	if *n <= 0 {
		*n = fallback
	}
}
