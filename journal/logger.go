package journal

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	hclog "github.com/hashicorp/go-hclog"
)

// engineLogger passes the engine's warnings and errors on to slog.
func engineLogger(to *slog.Logger, alone bool) hclog.Logger {
	l := hclog.NewInterceptLogger(&hclog.LoggerOptions{Name: "raft", Level: hclog.Warn, Output: io.Discard})
	l.RegisterSink(&engineSink{to: to, alone: alone})
	return l
}

type engineSink struct {
	to    *slog.Logger
	alone bool
}

// Accept is called for every message of any level.
func (k *engineSink) Accept(_ string, level hclog.Level, msg string, args ...any) {
	if level < hclog.Warn {
		return
	}
	out := slog.LevelWarn
	switch {
	case level >= hclog.Error:
		out = slog.LevelError
	case k.alone && strings.HasPrefix(msg, "heartbeat timeout reached"):
		out = slog.LevelDebug // how a voter that is alone starts
	}
	if !k.to.Enabled(context.Background(), out) {
		return
	}
	attrs := make([]any, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		attrs = append(attrs, slog.String(fmt.Sprint(args[i]), fmt.Sprint(args[i+1])))
	}
	k.to.Log(context.Background(), out, "journal: "+msg, attrs...)
}
